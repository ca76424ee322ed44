#include "connectors/genesys/types.hpp"

#include <algorithm>

#include "core/base/sha256.hpp"
#include "core/model/builder.hpp"
#include "core/model/json.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::genesys {

using model::Value;

namespace {

constexpr std::string_view kMarkerStart = "[hub ", kMarkerHash = " sha256 ", kMarkerEnd = "]";
constexpr std::size_t kHashDigits = 64;

bool is_phone(std::string_view field) {
  return field.ends_with("Phone");
}

void begin_member(Buffer& out, std::string_view name) {
  if (!out.view().ends_with('{')) out.push_back(',');
  model::write_json_string(name, out);
  out.push_back(':');
}

void add_text(Buffer& out, std::string_view name, std::string_view text) {
  begin_member(out, name);
  model::write_json_string(text, out);
}

void add_reference(Buffer& out, std::string_view name, std::string_view id) {
  begin_member(out, name);
  out.push_back('{');
  add_text(out, "id", id);
  out.push_back('}');
}

void add_fields(Buffer& out, const Value& fields) {
  model::Arena scratch;
  for (const model::Member& field : fields.as_object()) {
    const Value value = normalised(field.value, scratch);
    if (value.is_null()) continue;
    begin_member(out, field.name);
    if (is_phone(field.name) && value.is_string()) {
      out.push_back('{');
      add_text(out, "display", value.as_string());
      add_text(out, "e164", value.as_string());
      out.push_back('}');
    } else {
      model::write_json(value, out);
    }
  }
}

// "statusId" is written by its id and shown as {"status":{"id":...}}.
const Value* find_shown(const Value& row, std::string_view field) {
  if (const Value* own = row.find(field)) return own;
  if (!field.ends_with("Id")) return nullptr;
  const Value* reference = row.find(field.substr(0, field.size() - 2));
  return reference ? reference->find("id") : nullptr;
}

// Genesys shows members of its own beside those that were sent.
Value reduced(const Value& shown, const Value& sent, model::Arena& arena) {
  if (!sent.is_object() || !shown.is_object()) return normalised(shown, arena);
  model::ObjectBuilder members(arena);
  for (const model::Member& member : sent.as_object()) {
    const Value* value = shown.find(member.name);
    members.add(member.name, value ? reduced(*value, member.value, arena) : Value());
  }
  return members.finish(shown.data_class());
}

}  // namespace

bool is_object(const model::RecordShape& shape, std::string_view object) {
  return shape.object == object;
}

bool is_uuid(std::string_view text) {
  constexpr std::size_t kLength = 36;
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < kLength; ++i) {
    const char c = text[i];
    const bool is_digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? c != '-' : !is_digit) return false;
  }
  return true;
}

std::span<const Value> list_at(const Value& answer, std::string_view name) {
  const Value* found = answer.find(name);
  return found && found->is_array() ? found->as_array() : std::span<const Value>();
}

Value normalised(const Value& value, model::Arena& arena) {
  if (value.is_string()) {
    const std::string_view text = model::trimmed(model::without_controls(value.as_string(), arena));
    return text.empty() ? Value().with_class(value.data_class()) : Value::string(text, value.data_class());
  }
  if (value.is_array()) {
    model::ArrayBuilder items(arena);
    for (const Value& item : value.as_array()) items.add(normalised(item, arena));
    return items.finish(value.data_class());
  }
  if (!value.is_object()) return value;
  model::ObjectBuilder members(arena);
  for (const model::Member& member : value.as_object())
    members.add(member.name, normalised(member.value, arena));
  return members.finish(value.data_class());
}

std::optional<Marker> read_marker(std::string_view note_text) {
  const std::string_view line = note_text.substr(0, note_text.find('\n'));
  if (!line.starts_with(kMarkerStart)) return std::nullopt;
  const std::size_t hash_at = line.find(kMarkerHash);
  if (hash_at == line.npos) return std::nullopt;
  const std::string_view key = line.substr(kMarkerStart.size(), hash_at - kMarkerStart.size());
  const std::string_view rest = line.substr(hash_at + kMarkerHash.size());
  if (rest.size() < kHashDigits + kMarkerEnd.size() || rest.substr(kHashDigits, 1) != kMarkerEnd)
    return std::nullopt;
  return Marker{key, rest.substr(0, kHashDigits)};
}

std::string_view marked_text(const model::Record& note, model::Arena& arena) {
  const Value* field = note.fields.find(kNoteText);
  const Value text = field ? normalised(*field, arena) : Value();
  const std::string_view below = text.is_string() ? text.as_string() : std::string_view();
  Buffer whole(kMarkerStart);
  whole.append(note.key);
  whole.append(kMarkerHash);
  whole.append(sha256_hex(below));
  whole.append(kMarkerEnd);
  if (!below.empty()) whole.push_back('\n');
  whole.append(below);
  return arena.copy(whole.view());
}

std::string_view identifier_type(std::string_view field) {
  if (field.ends_with("Email")) return "Email";
  if (is_phone(field)) return "Phone";
  return field == "externalIds" ? "ExternalId" : std::string_view();
}

void write_identifier(std::string_view type, std::string_view value, std::string_view source_id,
                      Buffer& out) {
  out.push_back('{');
  add_text(out, "type", type);
  add_text(out, "value", value);
  if (type == "ExternalId") add_reference(out, "externalSource", source_id);
  out.push_back('}');
}

void write_contact(std::string_view key, const Value& fields, std::string_view source_id, Buffer& out) {
  out.append("{\"matchingIdentifiers\":[");
  write_identifier("ExternalId", key, source_id, out);
  // What the hub made it may change; what nobody maps stays as agents left it.
  out.append(R"(],"action":"Upsert","options":{"promote":true},"fieldRules":{)");
  out.append(R"("defaultAction":"PreferProvided","defaultArrayAction":"Extend"},"contact":{)");
  add_fields(out, fields);
  begin_member(out, "externalIds");
  out.append("[{");
  add_reference(out, "externalSource", source_id);
  add_text(out, "value", key);
  out.append("}]}}");
}

void write_note(std::string_view text, std::string_view user_id, Buffer& out) {
  out.push_back('{');
  add_text(out, "noteText", text);
  add_reference(out, "createdBy", user_id);
  out.push_back('}');
}

void write_notes(std::span<const NoteInput> notes, std::string_view user_id, Buffer& out) {
  out.append("{\"entities\":[");
  for (std::size_t i = 0; i < notes.size(); ++i) {
    out.append(i > 0 ? ",{" : "{");
    add_text(out, "entityId", notes[i].contact_id);
    add_text(out, "entityType", "contact");
    add_text(out, "noteText", notes[i].text);
    add_reference(out, "createdBy", user_id);
    out.push_back('}');
  }
  out.append("]}");
}

void write_workitem(const Value& fields, const WorkitemInput& input, Buffer& out) {
  out.push_back('{');
  add_fields(out, fields);
  if (!input.contact_id.empty()) add_text(out, "externalContactId", input.contact_id);
  if (!input.key.empty()) {
    add_text(out, "typeId", input.type_id);
    add_text(out, "externalTag", input.key);
    begin_member(out, "autoStatusTransition");
    out.append("false");
  }
  if (input.ends_at && !fields.find("ttl")) {
    begin_member(out, "ttl");
    out.append(std::to_string(*input.ends_at));
  }
  out.push_back('}');
}

void write_query(std::string_view type_id, std::string_view key, std::string_view after, Buffer& out) {
  out.append("{\"pageSize\":25");
  if (!after.empty()) add_text(out, "after", after);
  out.append(",\"filters\":[");
  for (const auto& [name, value] : {std::pair("typeId", type_id), std::pair("externalTag", key)}) {
    out.append(out.view().ends_with('[') ? "{" : ",{");
    add_text(out, "name", name);
    add_text(out, "type", "String");
    add_text(out, "operator", "EQ");
    out.append(",\"values\":[");
    model::write_json_string(value, out);
    out.append("]}");
  }
  out.append("]}");
}

void write_erasure(std::string_view contact_id, Buffer& out) {
  out.append(R"({"requestType":"GDPR_DELETE","subject":{)");
  add_text(out, "externalContactId", contact_id);
  out.append("}}");
}

Value key_of_contact(const Value& row, std::string_view key, std::string_view source_id) {
  for (const Value& id : list_at(row, "externalIds")) {
    const Value* source = id.find("externalSource");
    const bool is_ours = source && source->text_at("id") == source_id;
    if (is_ours && id.text_at("value") == key) return Value::string(key);
  }
  return {};
}

Value shown(const Value& row, std::string_view field, const Value& sent, model::Arena& arena) {
  const Value* found = find_shown(row, field);
  if (!found) return {};
  if (is_phone(field) && sent.is_string() && found->is_object()) {
    const Value* number = found->find("e164");
    return number ? normalised(*number, arena) : Value();
  }
  return reduced(*found, sent, arena);
}

}  // namespace hub::connectors::genesys
