// /sobjects/OBJECT: single rows by id or by external id (salesforce.md 2.1).
#include "core/model/json.hpp"
#include "tools/simulators/salesforce/content.hpp"
#include "tools/simulators/salesforce/record_faults.hpp"
#include "tools/simulators/salesforce/rest.hpp"
#include "tools/simulators/salesforce/soql.hpp"

namespace hub::simulators::salesforce {

namespace {

RestAnswer no_content() {
  RestAnswer answer;
  answer.status = 204;
  return answer;
}

// `created` is said only by an upsert, and only since it says so.
RestAnswer saved(const Row& row, int status, std::string_view created = {}) {
  RestAnswer answer;
  answer.status = status;
  answer.body.append("{\"id\":\"" + row.id + "\",\"success\":true,\"errors\":[]" + std::string(created) +
                     "}");
  return answer;
}

RestAnswer upserted(const Row& row, bool created, int api_version) {
  if (api_version < kUpsertAnswersSince) return created ? saved(row, 201) : no_content();
  return created ? saved(row, 201, ",\"created\":true") : saved(row, 200, ",\"created\":false");
}

// Several rows have the external id: their paths, and nothing is done.
RestAnswer several(const std::vector<Row*>& rows, const std::string& version) {
  RestAnswer answer;
  answer.status = 300;
  answer.body.push_back('[');
  for (const Row* row : rows) {
    if (answer.body.size() > 1) answer.body.push_back(',');
    model::write_json_string("/services/data/" + version + "/sobjects/" + row->object->name + "/" + row->id,
                             answer.body);
  }
  answer.body.push_back(']');
  return answer;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  return parts;
}

}  // namespace

RestAnswer Rest::sobjects(const RestRequest& request, const std::string& version) {
  const std::size_t depth = request.segments.size();
  if (depth == 1) return request.method == "GET" ? describe_global() : method_not_allowed();
  const ObjectDef* object = org_.schema().find(request.segments[1]);
  if (!object || depth > 4) return not_found();
  if (depth == 2) return request.method == "POST" ? create_row(request, *object) : method_not_allowed();
  if (depth == 3 && request.segments[2] == "describe")
    return request.method == "GET" ? describe(*object) : method_not_allowed();
  if (depth == 3) return row_by_id(request, *object, version);
  if (request.segments[3] == "VersionData") return read_version_data(org_, request.segments[2]);
  const int key_field = object->find(request.segments[2]);
  if (key_field < 0 || !object->fields[static_cast<std::size_t>(key_field)].is_key())
    return no_such_key(request.segments[2]);
  return row_by_key(request, *object, key_field, version);
}

RestAnswer Rest::create_row(const RestRequest& request, const ObjectDef& object) {
  const model::Value& body = request.body;
  if (!body.is_object()) return error_answer({"JSON_PARSER_ERROR", "the body is no JSON object", {}});
  if (const auto refused = refuse_record(request.faults, request.first_record)) return error_answer(*refused);
  auto created = object.name == "ContentVersion" ? create_content(org_, body) : org_.create(object, body);
  if (auto* error = std::get_if<ApiError>(&created)) return error_answer(*error);
  Row& row = *std::get<Row*>(created);
  spoil_record(request.faults, request.first_record, row, org_);
  return saved(row, 201);
}

RestAnswer Rest::read_row(const RestRequest& request, Row& row, const std::string& version) {
  std::vector<std::string> fields;
  if (const auto wanted = request.query.find("fields"); wanted != request.query.end()) {
    fields = split(wanted->second);
  } else {
    for (const FieldDef& field : row.object->fields) {
      if (!field.hidden) fields.push_back(field.name);
    }
  }
  for (const std::string& field : fields) {
    if (!field_of(row, field, org_)) {
      return error_answer(
          {"INVALID_FIELD", "No such column '" + field + "' on sobject of type " + row.object->name, {}});
    }
  }
  const bool is_stale = find_fault(request.faults, "stale_read") != nullptr;
  if (is_stale && row.before.empty()) return not_found();  // one write ago it was not there
  RestAnswer answer;
  write_row(row, fields, org_, version, is_stale, answer.body);
  return answer;
}

RestAnswer Rest::row_by_id(const RestRequest& request, const ObjectDef& object, const std::string& version) {
  Row* row = org_.find(request.segments[2], true);
  if (!row || row->object != &object) return not_found();
  if (row->deleted) return error_answer({"ENTITY_IS_DELETED", "entity is deleted", {}, 404});
  if (request.method == "GET") return read_row(request, *row, version);
  if (request.method == "DELETE") {
    const auto refused = remove_row(org_, *row);
    return refused ? error_answer(*refused) : no_content();
  }
  if (request.method != "PATCH") return method_not_allowed();
  if (!request.body.is_object()) return error_answer({"JSON_PARSER_ERROR", "the body is no JSON object", {}});
  if (const auto refused = refuse_record(request.faults, request.first_record)) return error_answer(*refused);
  if (const auto error = org_.update(*row, request.body)) return error_answer(*error);
  spoil_record(request.faults, request.first_record, *row, org_);
  return no_content();
}

RestAnswer Rest::row_by_key(const RestRequest& request, const ObjectDef& object, int key_field,
                            const std::string& version) {
  const auto rows = org_.find_by_key(object, key_field, request.segments[3]);
  if (rows.size() > 1) return several(rows, version);
  if (request.method == "PATCH") return upsert_row(request, object, key_field, api_version(version));
  if (request.method != "GET" && request.method != "DELETE") return method_not_allowed();
  if (rows.empty()) return not_found();
  if (request.method == "GET") return read_row(request, *rows.front(), version);
  const auto refused = remove_row(org_, *rows.front());
  return refused ? error_answer(*refused) : no_content();
}

RestAnswer Rest::upsert_row(const RestRequest& request, const ObjectDef& object, int key_field,
                            int api_version) {
  if (!request.body.is_object()) return error_answer({"JSON_PARSER_ERROR", "the body is no JSON object", {}});
  if (const auto refused = refuse_record(request.faults, request.first_record)) return error_answer(*refused);
  const std::string& key = request.segments[3];
  const bool is_new = org_.find_by_key(object, key_field, key).empty();
  const auto update_only = request.query.find("updateOnly");
  if (is_new && update_only != request.query.end() && same_name(update_only->second, "true"))
    return not_found();
  // The key stands in the URL: it is one of the fields when a record is made.
  std::vector<model::Member> members(request.body.as_object().begin(), request.body.as_object().end());
  const std::string& key_name = object.fields[static_cast<std::size_t>(key_field)].name;
  if (is_new) members.push_back({key_name, model::Value::string(key)});
  bool created = is_new;
  const bool is_new_file = is_new && object.name == "ContentVersion";
  auto written = is_new_file ? create_content(org_, model::Value::object(members))
                             : org_.upsert(object, key_field, key, model::Value::object(members), created);
  if (auto* error = std::get_if<ApiError>(&written)) return error_answer(*error);
  Row& row = *std::get<Row*>(written);
  spoil_record(request.faults, request.first_record, row, org_);
  return upserted(row, created, api_version);
}

}  // namespace hub::simulators::salesforce
