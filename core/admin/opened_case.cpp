#include "core/admin/opened_case.hpp"

#include "core/model/json.hpp"

namespace hub::admin {
namespace {

void write_text(const model::Value& object, std::string_view name, JsonWriter& json,
                std::string_view written_as) {
  const model::Value* value = object.find(name);
  if (value && value->is_string()) json.member(written_as, value->as_string());
}

void write_message(const model::Value& message, JsonWriter& json) {
  json.begin_object();
  for (const char* name : {"at", "role", "participant", "type", "text"})
    write_text(message, name, json, name);
  json.end_object();
}

void write_field(const std::string& path, const model::Value& value, JsonWriter& json) {
  if (value.is_object()) {
    for (const model::Member& member : value.as_object())
      write_field(path.empty() ? std::string(member.name) : path + '.' + std::string(member.name),
                  member.value, json);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.as_array().size(); ++i)
      write_field(path + '[' + std::to_string(i) + ']', value.as_array()[i], json);
  } else {
    Buffer text;
    if (!value.is_string()) model::write_json(value, text);
    json.begin_object().member("field", path);
    json.member("value", value.is_string() ? value.as_string() : text.view()).end_object();
  }
}

// All of the document: nothing but metadata is in it.
void write_metadata(const model::Value& document, JsonWriter& json) {
  json.name("metadata").begin_array();
  for (const model::Member& part : document.as_object())
    write_field(part.name == "data" ? std::string() : std::string(part.name), part.value, json);
  json.end_array();
}

}  // namespace

Result<void> write_opened(const delivery::KeptCase& kept, JsonWriter& json) {
  model::Arena arena;
  model::JsonParser parser;
  const auto document = parser.parse(kept.document.view(), arena);
  const model::Value* data = document ? document->find("data") : nullptr;
  if (!data) return transient_error("not_readable", "the case cannot be read");
  json.member("received_at", kept.received_at).member("ends_at", kept.kept_until);
  if (const model::Value* its = data->find("case")) {
    write_text(*its, "id", json, "id");
    write_text(*its, "channel", json, "channel");
  }
  if (const model::Value* group = data->find("group")) write_text(*group, "name", json, "group");
  json.name("messages").begin_array();
  const model::Value* transcript = data->find("transcript");
  const model::Value* messages = transcript ? transcript->find("messages") : nullptr;
  if (messages && messages->is_array())
    for (const model::Value& message : messages->as_array()) write_message(message, json);
  json.end_array();
  if (kept.is_of_metadata) write_metadata(*document, json);
  return {};
}

}  // namespace hub::admin
