// The Attachment API.
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/servicenow/query.hpp"
#include "tools/simulators/servicenow/simulator.hpp"

namespace hub::simulators::servicenow {

namespace {

Values values_of(const File& file) {
  return {{"sys_id", file.sys_id},
          {"table_name", file.table},
          {"table_sys_id", file.record},
          {"file_name", file.name},
          {"content_type", file.content_type},
          {"size_bytes", std::to_string(file.content.size())}};
}

void write_file(const File& file, Buffer& out) {
  out.push_back('{');
  for (const auto& [name, value] : values_of(file)) {
    if (out.view().back() != '{') out.push_back(',');
    model::write_json_member(name, value, out);
  }
  out.push_back('}');
}

}  // namespace

http::Response Simulator::list_files(const ApiCall& call) {
  const Query query(call.asked("sysparm_query"),
                    [](std::string_view column) { return values_of({}).contains(column); });
  Buffer body("{\"result\":[");
  for (const File& file : instance_.files()) {
    if (!query.matches(values_of(file))) continue;
    if (body.view().back() != '[') body.push_back(',');
    write_file(file, body);
  }
  body.append("]}");
  return respond_json(200, std::move(body));
}

http::Response Simulator::attachment(const ApiCall& call, const std::vector<std::string>& path,
                                     const std::vector<Fault>& faults) {
  const bool is_post = call.method == "POST";
  if (path.size() == 1 && call.method == "GET") return list_files(call);
  if (is_post && path.size() == 2 && path[1] == "file") {
    const std::string table = call.asked("table_name"), record = call.asked("table_sys_id");
    if (!instance_.find(table, record)) return no_record();
    std::string content(call.body);
    if (find_fault(faults, "truncated_field")) content.resize(content.size() / 2);
    const File& file = instance_.add_file(
        {"", table, record, call.asked("file_name"), call.content_type, std::move(content)});
    Buffer body("{\"result\":");
    write_file(file, body);
    body.push_back('}');
    return respond_json(201, std::move(body));
  }
  const File* file = path.size() > 1 ? instance_.find_file(path[1]) : nullptr;
  if (!file) return no_record();
  if (call.method == "GET" && path.size() == 3) return respond(200, file->content_type, file->content);
  if (call.method != "DELETE") return failure(405, "Method not supported");
  instance_.remove_file(path[1]);
  http::Response gone;
  gone.status = 204;
  return gone;
}

}  // namespace hub::simulators::servicenow
