#include "tools/simulators/salesforce/rest.hpp"

#include <algorithm>
#include <charconv>

#include "core/model/json.hpp"
#include "tools/simulators/common/rest_target.hpp"

namespace hub::simulators::salesforce {

namespace {

bool is(const RestRequest& request, std::initializer_list<std::string_view> segments) {
  if (request.segments.size() < segments.size()) return false;
  std::size_t i = 0;
  for (const std::string_view segment : segments) {
    if (request.segments[i++] != segment) return false;
  }
  return true;
}

}  // namespace

RestRequest Rest::parse_target(std::string method, std::string_view target) {
  RestTarget parsed = simulators::parse_target(target);
  RestRequest request;
  request.method = std::move(method);
  request.path = std::move(parsed.path);
  request.segments = std::move(parsed.segments);
  request.query = std::move(parsed.query);
  return request;
}

std::string Rest::operation_of(const RestRequest& request) {
  if (is(request, {"limits"})) return "limits";
  if (is(request, {"query"}) || is(request, {"queryAll"})) return "query";
  if (is(request, {"composite", "graph"})) return "graph";
  if (is(request, {"composite", "batch"})) return "batch";
  if (is(request, {"composite", "sobjects"})) {
    if (request.method == "DELETE") return "delete";
    if (request.segments.size() == 3) return "retrieve";
    if (request.method == "PATCH") return request.segments.size() == 4 ? "upsert" : "update";
    return "create";
  }
  if (is(request, {"composite"})) return "composite";
  if (!is(request, {"sobjects"})) return "other";
  if (request.segments.size() == 1) return "describe_global";
  if (request.segments.size() == 3 && request.segments[2] == "describe") return "describe";
  if (request.segments.size() == 4 && request.segments[3] == "VersionData") return "version_data";
  if (request.method == "GET") return "retrieve";
  if (request.method == "POST") return "create";
  if (request.method == "DELETE") return "delete";
  return request.segments.size() == 4 ? "upsert" : "update";
}

RestAnswer Rest::limits() const {
  RestAnswer answer;
  const std::int64_t left = std::max<std::int64_t>(0, usage_.daily_max() - usage_.used());
  answer.body.append("{\"DailyApiRequests\":{\"Max\":" + std::to_string(usage_.daily_max()) +
                     ",\"Remaining\":" + std::to_string(left) + "}}");
  return answer;
}

RestAnswer Rest::run(const RestRequest& request, const std::string& version) {
  if (is(request, {"sobjects"})) return sobjects(request, version);
  if (is(request, {"composite", "sobjects"})) return collections(request, version);
  if (is(request, {"composite"})) return composite(request, version);
  if (is(request, {"query"}) || is(request, {"queryAll"})) return query(request, version);
  if (is(request, {"limits"})) return limits();
  return not_found();
}

int api_version(std::string_view version) {
  int number = 0;
  if (!version.starts_with('v') || !version.ends_with(".0")) return 0;
  const std::string_view digits = version.substr(1, version.size() - 3);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

void write_error(const ApiError& error, std::string_view code_name, Buffer& out) {
  out.push_back('{');
  model::write_json_string(code_name, out);
  out.push_back(':');
  model::write_json_string(error.code, out);
  out.append(",\"message\":");
  model::write_json_string(error.message, out);
  out.append(",\"fields\":[");
  for (std::size_t i = 0; i < error.fields.size(); ++i) {
    if (i > 0) out.push_back(',');
    model::write_json_string(error.fields[i], out);
  }
  out.append("]}");
}

RestAnswer error_answer(const ApiError& error) {
  RestAnswer answer;
  answer.status = error.status;
  answer.body.push_back('[');
  write_error(error, "errorCode", answer.body);
  answer.body.push_back(']');
  return answer;
}

RestAnswer method_not_allowed() {
  return error_answer({"METHOD_NOT_ALLOWED", "HTTP Method not allowed", {}, 405});
}

RestAnswer no_such_key(std::string_view field_name) {
  return not_found("Provided external ID field does not exist or is not accessible: " +
                   std::string(field_name));
}

RestAnswer not_found(std::string message) {
  return error_answer({"NOT_FOUND", std::move(message), {}, 404});
}

void write_value(const FieldDef* field, const FieldValue& value, Buffer& out) {
  if (const auto* text = std::get_if<std::string>(&value)) return model::write_json_string(*text, out);
  if (const auto* flag = std::get_if<bool>(&value)) return out.append(*flag ? "true" : "false");
  if (const auto* number = std::get_if<double>(&value)) {
    const bool is_int = field && field->type == "int";
    const bool is_whole = *number == static_cast<double>(static_cast<std::int64_t>(*number));
    const auto json =
        is_int ? model::Value::integer(static_cast<std::int64_t>(*number)) : model::Value::number(*number);
    model::write_json(json, out);
    if (!is_int && is_whole) out.append(".0");  // doubles always show a fraction
    return;
  }
  out.append("null");
}

namespace {

std::string time_text(WallTime time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  text[std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000+0000", &utc)] = '\0';
  return text;
}

void write_attributes(const Row& row, const std::string& version, Buffer& out) {
  out.append("\"attributes\":{\"type\":\"" + row.object->name + "\",\"url\":\"/services/data/" + version +
             "/sobjects/" + row.object->name + "/" + row.id + "\"}");
}

void write_field(const Row& row, const std::string& path, Org& org, const std::string& version, bool stale,
                 Buffer& out) {
  if (const std::size_t dot = path.find('.'); dot != std::string::npos) {
    const int link = row.object->find_relationship(path.substr(0, dot));
    const auto* id =
        link < 0 ? nullptr : std::get_if<std::string>(&row.fields[static_cast<std::size_t>(link)]);
    const Row* parent = id ? org.find(*id) : nullptr;
    model::write_json_string(path.substr(0, dot), out);
    out.push_back(':');
    if (!parent) return out.append("null");
    return write_row(*parent, {path.substr(dot + 1)}, org, version, stale, out);
  }
  const int field = row.object->find(path);
  const FieldDef* def = field < 0 ? nullptr : &row.object->fields[static_cast<std::size_t>(field)];
  model::write_json_string(def ? def->name : path, out);
  out.push_back(':');
  if (same_name(path, "Id")) return model::write_json_string(row.id, out);
  if (same_name(path, "IsDeleted")) return out.append(row.deleted ? "true" : "false");
  if (same_name(path, "CreatedDate")) return model::write_json_string(time_text(row.created), out);
  if (same_name(path, "LastModifiedDate") || same_name(path, "SystemModstamp")) {
    return model::write_json_string(time_text(row.modified), out);
  }
  const auto& values = stale && !row.before.empty() ? row.before : row.fields;
  write_value(def, field < 0 ? FieldValue() : values[static_cast<std::size_t>(field)], out);
}

}  // namespace

void write_row(const Row& row, const std::vector<std::string>& fields, Org& org, const std::string& version,
               bool stale, Buffer& out) {
  out.push_back('{');
  write_attributes(row, version, out);
  for (const std::string& field : fields) {
    out.push_back(',');
    write_field(row, field, org, version, stale, out);
  }
  out.push_back('}');
}

}  // namespace hub::simulators::salesforce
