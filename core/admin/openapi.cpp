#include "core/admin/openapi.hpp"

#include <set>

#include "core/admin/json_writer.hpp"
#include "core/admin/operations.hpp"

namespace hub::admin {
namespace {

std::string reference_to(std::string_view schema) {
  return "#/components/schemas/" + std::string(schema);
}

void write_type(std::string_view type, JsonWriter& json) {
  if (type.ends_with("[]")) {
    json.member("type", "array").name("items").begin_object();
    write_type(type.substr(0, type.size() - 2), json);
    json.end_object();
  } else if (type == "time") {
    json.member("type", "string").member("format", "date-time");
  } else if (type.front() >= 'A' && type.front() <= 'Z') {
    json.member("$ref", reference_to(type));
  } else {
    json.member("type", type);
  }
}

void write_schema(const ApiSchema& schema, JsonWriter& json) {
  json.name(schema.name).begin_object().member("type", "object").name("properties").begin_object();
  for (const SchemaMember& member : schema.members) {
    json.name(member.name).begin_object().member("description", member.description);
    write_type(member.type, json);
    json.end_object();
  }
  json.end_object().name("required").begin_array();
  for (const SchemaMember& member : schema.members)
    if (member.required) json.text(member.name);
  json.end_array().end_object();
}

void write_parameter(std::string_view where, const Parameter& parameter, JsonWriter& json) {
  json.begin_object().member("name", parameter.name).member("in", where).member("required", where == "path");
  json.member("description", parameter.description).name("schema").begin_object();
  json.member("type", parameter.type).end_object().end_object();
}

void write_parameters(const Operation& operation, JsonWriter& json) {
  json.name("parameters").begin_array();
  std::string_view path = operation.path;
  for (std::size_t open = path.find('{'); open != std::string_view::npos; open = path.find('{')) {
    const std::size_t close = path.find('}', open);
    write_parameter("path", {path.substr(open + 1, close - open - 1), "string", "Its id"}, json);
    path.remove_prefix(close + 1);
  }
  for (const Parameter& parameter : operation.query) write_parameter("query", parameter, json);
  json.end_array();
}

void write_content(std::string_view media_type, std::string_view schema, JsonWriter& json) {
  json.name("content").begin_object().name(media_type).begin_object().name("schema").begin_object();
  if (schema.empty())
    json.member("type", media_type.starts_with("text/") ? "string" : "object");
  else
    json.member("$ref", reference_to(schema));
  json.end_object().end_object().end_object();
}

void write_answers(const Operation& operation, JsonWriter& json) {
  json.name("responses").begin_object();
  json.name("200").begin_object().member("description", operation.summary);
  const bool is_media_type = operation.answer.find('/') != std::string_view::npos;
  write_content(is_media_type ? operation.answer : "application/json", is_media_type ? "" : operation.answer,
                json);
  json.end_object();
  json.name("default").begin_object().member("description", "A problem (RFC 9457)");
  write_content("application/problem+json", "Problem", json);
  json.end_object().end_object();
}

void write_operation(const Operation& operation, JsonWriter& json) {
  std::string method(operation.method);
  for (char& c : method) c = static_cast<char>(c + ('a' - 'A'));
  json.name(method).begin_object();
  json.member("operationId", operation.name).member("summary", operation.summary);
  json.name("security").begin_array();
  if (operation.rights.needs_key) json.begin_object().name("key").begin_array().end_array().end_object();
  json.end_array();
  if (operation.rights.needs_key) {
    json.name("x-roles").begin_array();
    for (const Role role : kRoles)
      if (operation.rights.has(role)) json.text(to_string(role));
    json.end_array();
    json.member("x-concerns", to_string(operation.rights.concern));
    json.member("x-audited", operation.is_audited);
  }
  write_parameters(operation, json);
  if (!operation.body.empty()) {
    json.name("requestBody").begin_object().member("required", true);
    write_content("application/json", operation.body, json);
    json.end_object();
  }
  write_answers(operation, json);
  json.end_object();
}

std::string make_openapi() {
  JsonWriter json;
  json.begin_object().member("openapi", "3.1.0").name("info").begin_object();
  json.member("title", "Connector Hub, admin API").member("version", "1").end_object();
  json.name("paths").begin_object();
  std::set<std::string_view> written;
  for (const Operation& first : operations()) {
    if (!written.insert(first.path).second) continue;
    json.name(first.path).begin_object();
    for (const Operation& operation : operations())
      if (operation.path == first.path) write_operation(operation, json);
    json.end_object();
  }
  json.end_object().name("components").begin_object();
  json.name("securitySchemes").begin_object().name("key").begin_object();
  json.member("type", "http").member("scheme", "bearer").end_object().end_object();
  json.name("schemas").begin_object();
  for (const ApiSchema& schema : schemas()) write_schema(schema, json);
  json.end_object().end_object().end_object();
  const Buffer text = json.take();
  return std::string(text.view());
}

}  // namespace

const std::string& openapi() {
  static const std::string text = make_openapi();
  return text;
}

}  // namespace hub::admin
