// The Table API and the Import Set API.
#include <algorithm>
#include <cstdlib>

#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/servicenow/query.hpp"
#include "tools/simulators/servicenow/simulator.hpp"

namespace hub::simulators::servicenow {

namespace {

constexpr std::string_view kStaging = "u_hub_chat", kStagingTarget = "sn_customerservice_case";

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::string_view name = list.substr(0, list.find(','));
    names.emplace_back(name);
    list.remove_prefix(std::min(name.size() + 1, list.size()));
  }
  return names;
}

// How a row is shown: which columns, and references as links or as plain ids.
struct Form {
  std::vector<std::string> fields;  // empty: all
  bool plain_references = false;

  explicit Form(const ApiCall& call)
      : fields(names_in(call.asked("sysparm_fields"))),
        plain_references(call.asked("sysparm_exclude_reference_link") == "true") {}
  bool shows(std::string_view name) const {
    return fields.empty() || std::ranges::find(fields, name) != fields.end();
  }
};

void write_member(std::string_view name, const std::string& value, Buffer& out) {
  if (out.view().back() != '{') out.push_back(',');
  model::write_json_member(name, value, out);
}

void write_row(const Row& row, const std::vector<const Column*>& columns, const Form& form,
               const std::string& base_url, Buffer& out) {
  out.push_back('{');
  if (form.shows("sys_id") && !row.sys_id.empty()) write_member("sys_id", row.sys_id, out);
  for (const std::string_view name : {"sys_created_on", "sys_updated_on"}) {
    const auto value = row.values.find(name);
    if (form.shows(name) && value != row.values.end()) write_member(name, value->second, out);
  }
  for (const Column* column : columns) {
    if (!form.shows(column->name)) continue;
    const auto found = row.values.find(column->name);
    const std::string value = found == row.values.end() ? std::string() : found->second;
    const bool is_link = column->type == "reference" && !value.empty() && !form.plain_references;
    if (!is_link) {
      write_member(column->name, value, out);
      continue;
    }
    if (out.view().back() != '{') out.push_back(',');
    model::write_json_string(column->name, out);
    out.append(":{");
    model::write_json_member("link", base_url + "/api/now/table/" + column->refers_to + '/' + value, out);
    out.push_back(',');
    model::write_json_member("value", value, out);
    out.push_back('}');
  }
  out.push_back('}');
}

// Rows that the instance keeps about itself: every value is a column.
void write_plain(const Row& row, const Form& form, Buffer& out) {
  out.push_back('{');
  for (const auto& [name, value] : row.values)
    if (form.shows(name)) write_member(name, value, out);
  out.push_back('}');
}

std::size_t limit_of(const ApiCall& call) {
  constexpr std::size_t kUsual = 10'000;
  const std::string asked = call.asked("sysparm_limit");
  return asked.empty() ? kUsual : static_cast<std::size_t>(std::max(std::atol(asked.c_str()), 0L));
}

http::Response result(int status, Buffer json) {
  Buffer body("{\"result\":");
  body.append(json.view());
  body.push_back('}');
  return respond_json(status, std::move(body));
}

}  // namespace

http::Response Simulator::list(const ApiCall& call, const std::string& name) {
  const bool is_dictionary = name == "sys_dictionary", is_about_tables = name == "sys_db_object";
  const bool is_own = is_dictionary || is_about_tables;
  const std::vector<Row> own = is_dictionary ? instance_.dictionary() : instance_.tables();
  const auto columns = instance_.columns(name);
  const auto knows = [&](std::string_view column) {
    if (is_own) return !own.empty() && own.front().values.contains(column);
    return column == "sys_id" || column == "sys_created_on" || instance_.column(name, column) != nullptr;
  };
  const Query query(call.asked("sysparm_query"), knows);
  std::vector<const Row*> rows;
  if (is_own) {
    for (const Row& row : own) rows.push_back(&row);
  } else {
    rows = instance_.rows(name);
  }
  std::erase_if(rows, [&query](const Row* row) {
    Values values = row->values;
    if (!row->sys_id.empty()) values["sys_id"] = row->sys_id;
    return !query.matches(values);
  });
  const auto order_value = [&query](const Row* row) {
    const auto found = row->values.find(query.order());
    return found == row->values.end() ? std::string() : found->second;
  };
  if (!query.order().empty()) std::ranges::stable_sort(rows, {}, order_value);
  const std::size_t total = rows.size();
  rows.resize(std::min(rows.size(), limit_of(call)));
  const bool is_second_version = call.target.segments.size() > 2 && call.target.segments[2] == "v2";
  if (rows.empty() && !is_second_version) return no_record();
  const Form form(call);
  Buffer json("[");
  for (const Row* row : rows) {
    if (json.size() > 1) json.push_back(',');
    if (is_own) {
      write_plain(*row, form, json);
    } else {
      write_row(*row, columns, form, base_url(), json);
    }
  }
  json.push_back(']');
  http::Response answer = result(200, std::move(json));
  answer.headers.add("X-Total-Count", std::to_string(total));
  return answer;
}

http::Response Simulator::table(const ApiCall& call, const std::vector<std::string>& path,
                                const std::vector<Fault>& faults) {
  const std::string& name = path[1];
  const bool is_own = name == "sys_dictionary" || name == "sys_db_object";
  if (!is_own && !instance_.knows(name)) return failure(400, "Invalid table " + name);
  const bool has_id = path.size() == 3;
  if (call.method == "GET" && !has_id) return list(call, name);
  Row* row = has_id ? instance_.find(name, path[2]) : nullptr;
  if (has_id && !row) return no_record();
  http::Response gone;
  gone.status = 204;
  if (call.method == "DELETE") {
    instance_.remove(name, row->sys_id);
    return gone;
  }
  if (call.method != "GET") {
    if (!call.content_type.starts_with("application/json")) return failure(415, "Unsupported Media Type");
    model::Arena arena;
    const auto fields = parser_.parse(call.body, arena);
    if (!fields.ok() || !fields->is_object()) return failure(400, "Exception while reading request");
    const Fault* cut = find_fault(faults, "truncated_field");
    const std::string_view column = cut ? std::string_view(cut->field) : std::string_view();
    if (row) {
      instance_.update(*row, *fields, column);
    } else {
      row = &instance_.create(name, *fields, column);
    }
  }
  Buffer json;
  write_row(*row, instance_.columns(name), Form(call), base_url(), json);
  http::Response answer = result(call.method == "POST" ? 201 : 200, std::move(json));
  if (call.method == "POST")
    answer.headers.add("Location", base_url() + "/api/now/table/" + name + '/' + row->sys_id);
  return answer;
}

// One staging table, whose transform map coalesces on correlation_id. Always 201: what became of the row is
// said by its status.
http::Response Simulator::import(const ApiCall& call, const std::string& staging) {
  if (staging != kStaging) return failure(400, "Invalid table " + staging);
  model::Arena arena;
  const auto fields = parser_.parse(call.body, arena);
  if (!fields.ok() || !fields->is_object()) return failure(400, "Exception while reading request");
  const std::string_view key = fields->text_at("correlation_id");
  std::string status = "error", sys_id;
  if (!key.empty()) {
    const auto rows = instance_.rows(kStagingTarget);
    const auto known = std::ranges::find_if(rows, [key](const Row* row) {
      const auto value = row->values.find("correlation_id");
      return value != row->values.end() && value->second == key;
    });
    status = known == rows.end() ? "inserted" : "updated";
    sys_id = known == rows.end() ? instance_.create(kStagingTarget, *fields).sys_id : (*known)->sys_id;
    if (known != rows.end()) instance_.update(*instance_.find(kStagingTarget, sys_id), *fields);
  }
  Buffer body(R"({"import_set":"ISET0010001","staging_table":"u_hub_chat","result":[{)");
  model::write_json_member("table", kStagingTarget, body);
  body.push_back(',');
  model::write_json_member("status", status, body);
  body.push_back(',');
  model::write_json_member(sys_id.empty() ? "error_message" : "sys_id",
                           sys_id.empty() ? "No coalesce value" : sys_id, body);
  body.append("}]}");
  return respond_json(201, std::move(body));
}

}  // namespace hub::simulators::servicenow
