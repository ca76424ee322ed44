// /sobjects: describe, and single rows by id or by external id (salesforce.md 2.1 and 6).
#include <algorithm>

#include "core/base/base64.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/salesforce/content.hpp"
#include "tools/simulators/salesforce/rest.hpp"
#include "tools/simulators/salesforce/soql.hpp"

namespace hub::simulators::salesforce {

namespace {

void member(Buffer& out, std::string_view name, std::string_view text) {
  model::write_json_string(name, out);
  out.push_back(':');
  model::write_json_string(text, out);
  out.push_back(',');
}
void member(Buffer& out, std::string_view name, bool value) {
  model::write_json_string(name, out);
  out.append(value ? ":true," : ":false,");
}
void member(Buffer& out, std::string_view name, std::size_t value) {
  model::write_json_string(name, out);
  out.append(":" + std::to_string(value) + ",");
}

template <class List, class Write>
void list(Buffer& out, std::string_view name, const List& items, Write write) {
  model::write_json_string(name, out);
  out.append(":[");
  bool first = true;
  for (const auto& item : items) {
    if (!first) out.push_back(',');
    first = false;
    write(item);
  }
  out.push_back(']');
}

void describe_field(const FieldDef& field, Buffer& out) {
  out.push_back('{');
  member(out, "name", std::string_view(field.name));
  member(out, "label", std::string_view(field.label));
  member(out, "type", std::string_view(field.type));
  member(out, "length", field.is_text() ? field.length : std::size_t(0));
  member(out, "byteLength", field.byte_length > 0 ? field.byte_length : field.length * 3);
  member(out, "nillable", field.nillable);
  member(out, "createable", field.createable);
  member(out, "updateable", field.updateable);
  member(out, "defaultedOnCreate", field.defaulted);
  member(out, "externalId", field.external_id);
  member(out, "idLookup", field.id_lookup);
  member(out, "unique", field.unique);
  member(out, "caseSensitive", field.case_sensitive);
  member(out, "restrictedPicklist", field.restricted);
  member(out, "autoNumber", field.auto_number);
  member(out, "htmlFormatted", field.html);
  member(out, "calculated", false);
  member(out, "encrypted", false);
  member(out, "custom", field.name.ends_with("__c"));
  member(out, "filterable", field.type != "textarea" && field.type != "base64");
  member(out, "scale", static_cast<std::size_t>(field.scale));
  if (!field.relationship.empty()) member(out, "relationshipName", std::string_view(field.relationship));
  list(out, "referenceTo", field.refers_to,
       [&](const std::string& name) { model::write_json_string(name, out); });
  out.push_back(',');
  list(out, "picklistValues", field.values, [&](const std::string& value) {
    out.push_back('{');
    member(out, "value", std::string_view(value));
    member(out, "label", std::string_view(value));
    out.append("\"active\":true,\"defaultValue\":false}");
  });
  out.push_back('}');
}

void describe_head(const ObjectDef& object, Buffer& out) {
  member(out, "name", std::string_view(object.name));
  member(out, "label", std::string_view(object.label));
  member(out, "keyPrefix", std::string_view(object.key_prefix));
  member(out, "custom", object.custom);
  for (const char* flag : {"createable", "updateable", "queryable", "retrieveable"}) member(out, flag, true);
  member(out, "deletable", object.name != "ContentVersion");
}

RestAnswer saved(const Row& row, bool created) {
  RestAnswer answer;
  answer.status = created ? 201 : 200;
  answer.body.append("{\"id\":\"" + row.id +
                     "\",\"success\":true,\"errors\":[],\"created\":" + (created ? "true" : "false") + "}");
  return answer;
}

RestAnswer no_content() {
  RestAnswer answer;
  answer.status = 204;
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

RestAnswer Rest::describe_global() {
  RestAnswer answer;
  answer.body.append("{\"encoding\":\"UTF-8\",\"maxBatchSize\":200,");
  list(answer.body, "sobjects", org_.schema().objects(), [&](const ObjectDef& object) {
    answer.body.push_back('{');
    describe_head(object, answer.body);
    answer.body.append("\"urls\":{}}");
  });
  answer.body.push_back('}');
  return answer;
}

RestAnswer Rest::describe(const ObjectDef& object) {
  RestAnswer answer;
  answer.body.push_back('{');
  describe_head(object, answer.body);
  std::vector<const FieldDef*> visible;
  for (const FieldDef& field : object.fields) {
    if (!field.hidden) visible.push_back(&field);
  }
  list(answer.body, "fields", visible, [&](const FieldDef* field) { describe_field(*field, answer.body); });
  answer.body.append(",\"recordTypeInfos\":[],\"childRelationships\":[]}");
  return answer;
}

RestAnswer Rest::sobjects(const RestRequest& request, const std::string& version) {
  const std::size_t depth = request.segments.size();
  if (depth == 1) return request.method == "GET" ? describe_global() : not_found();
  const ObjectDef* object = org_.schema().find(request.segments[1]);
  if (!object) return not_found();
  if (depth == 2) return request.method == "POST" ? create_row(*object, request.body) : not_found();
  if (depth == 3 && request.segments[2] == "describe") return describe(*object);
  if (depth == 3) return row_by_id(request, *object, version);
  if (depth != 4) return not_found();
  if (request.segments[3] == "VersionData") return read_version_data(org_, request.segments[2]);
  const int key_field = object->find(request.segments[2]);
  if (key_field < 0 || !object->fields[static_cast<std::size_t>(key_field)].is_key()) {
    return not_found("Provided external ID field does not exist or is not accessible: " +
                     request.segments[2]);
  }
  return row_by_key(request, *object, key_field, version);
}

RestAnswer Rest::create_row(const ObjectDef& object, const model::Value& body) {
  if (!body.is_object()) return error_answer({"JSON_PARSER_ERROR", "the body is no JSON object", {}});
  auto created = object.name == "ContentVersion" ? create_content(org_, body) : org_.create(object, body);
  if (auto* error = std::get_if<ApiError>(&created)) return error_answer(*error);
  RestAnswer answer = saved(*std::get<Row*>(created), true);
  return answer;
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
  RestAnswer answer;
  write_row(row, fields, org_, version, find_fault(request.faults, "stale_read") != nullptr, answer.body);
  return answer;
}

RestAnswer Rest::row_by_id(const RestRequest& request, const ObjectDef& object, const std::string& version) {
  Row* row = org_.find(request.segments[2], true);
  if (!row || row->object != &object) return not_found();
  if (row->deleted) return error_answer({"ENTITY_IS_DELETED", "entity is deleted", {}, 404});
  if (request.method == "GET") return read_row(request, *row, version);
  if (request.method == "DELETE") {
    org_.remove(*row);
    return no_content();
  }
  if (request.method != "PATCH" || !request.body.is_object()) return not_found();
  if (const auto error = org_.update(*row, request.body)) return error_answer(*error);
  return no_content();
}

RestAnswer Rest::row_by_key(const RestRequest& request, const ObjectDef& object, int key_field,
                            const std::string& version) {
  const std::string& key = request.segments[3];
  const auto rows = org_.find_by_key(object, key_field, key);
  if (request.method == "GET") return rows.empty() ? not_found() : read_row(request, *rows.front(), version);
  if (request.method == "DELETE") {
    if (rows.empty()) return not_found();
    org_.remove(*rows.front());
    return no_content();
  }
  if (request.method != "PATCH" || !request.body.is_object()) return not_found();
  // The key stands in the URL: it is one of the fields when a record is made.
  std::vector<model::Member> members(request.body.as_object().begin(), request.body.as_object().end());
  const std::string& key_name = object.fields[static_cast<std::size_t>(key_field)].name;
  if (rows.empty() && request.query.contains("updateOnly")) return not_found();
  if (rows.empty()) members.push_back({key_name, model::Value::string(key)});
  bool created = false;
  auto upserted = org_.upsert(object, key_field, key, model::Value::object(members), created);
  if (auto* error = std::get_if<ApiError>(&upserted)) return error_answer(*error);
  return saved(*std::get<Row*>(upserted), created);
}

}  // namespace hub::simulators::salesforce
