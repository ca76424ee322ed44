#include "connectors/genesys/types.hpp"

#include "connectors/shared/members.hpp"
#include "core/base/sha256.hpp"
#include "core/model/array_writer.hpp"
#include "core/model/builder.hpp"
#include "core/model/object_writer.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::genesys {

using model::ArrayWriter;
using model::ObjectWriter;
using model::Value;

namespace {

constexpr std::string_view kMarkerStart = "[hub ", kMarkerHash = " sha256 ", kMarkerEnd = "]";
constexpr std::size_t kHashDigits = 64;

bool is_phone(std::string_view field) {
  return field.ends_with("Phone");
}

void add_reference(std::string_view name, std::string_view id, ObjectWriter& members) {
  ObjectWriter reference(members.begin(name));
  reference.add("id", id);
  reference.finish();
}

void add_fields(const Value& fields, ObjectWriter& members) {
  model::Arena scratch;
  for (const model::Member& field : fields.as_object()) {
    const Value value = normalised(field.value, scratch);
    if (value.is_null()) continue;
    if (!is_phone(field.name) || !value.is_string()) {
      model::write_json(value, members.begin(field.name));
      continue;
    }
    ObjectWriter phone(members.begin(field.name));
    phone.add("display", value.as_string());
    phone.add("e164", value.as_string());
    phone.finish();
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
  ObjectWriter identifier(out);
  identifier.add("type", type);
  identifier.add("value", value);
  if (type == "ExternalId") add_reference("externalSource", source_id, identifier);
  identifier.finish();
}

void write_contact(std::string_view key, const Value& fields, std::string_view source_id, Buffer& out) {
  ObjectWriter body(out);
  ArrayWriter identifiers(body.begin("matchingIdentifiers"));
  write_identifier("ExternalId", key, source_id, identifiers.begin());
  identifiers.finish();
  body.add("action", "Upsert");
  // What the hub made it may change; what nobody maps stays as agents left it.
  body.begin("options").append(R"({"promote":true})");
  body.begin("fieldRules").append(R"({"defaultAction":"PreferProvided","defaultArrayAction":"Extend"})");
  ObjectWriter contact(body.begin("contact"));
  add_fields(fields, contact);
  ArrayWriter ids(contact.begin("externalIds"));
  ObjectWriter id(ids.begin());
  add_reference("externalSource", source_id, id);
  id.add("value", key);
  id.finish();
  ids.finish();
  contact.finish();
  body.finish();
}

void write_note(std::string_view text, std::string_view user_id, Buffer& out) {
  ObjectWriter note(out);
  note.add(kNoteText, text);
  add_reference("createdBy", user_id, note);
  note.finish();
}

void write_notes(std::span<const NoteInput> notes, std::string_view user_id, Buffer& out) {
  ObjectWriter body(out);
  ArrayWriter entities(body.begin("entities"));
  for (const NoteInput& each : notes) {
    ObjectWriter note(entities.begin());
    note.add("entityId", each.contact_id);
    note.add("entityType", "contact");
    note.add(kNoteText, each.text);
    add_reference("createdBy", user_id, note);
    note.finish();
  }
  entities.finish();
  body.finish();
}

void write_workitem(const Value& fields, const WorkitemInput& input, Buffer& out) {
  ObjectWriter workitem(out);
  add_fields(fields, workitem);
  if (!input.contact_id.empty()) workitem.add("externalContactId", input.contact_id);
  if (!input.key.empty()) {
    workitem.add("typeId", input.type_id);
    workitem.add("externalTag", input.key);
    workitem.begin("autoStatusTransition").append("false");
  }
  if (input.ends_at && !fields.find("ttl")) workitem.begin("ttl").append(std::to_string(*input.ends_at));
  workitem.finish();
}

void write_query(std::string_view type_id, std::string_view key, std::string_view after, Buffer& out) {
  ObjectWriter query(out);
  query.begin("pageSize").append("25");
  if (!after.empty()) query.add("after", after);
  ArrayWriter filters(query.begin("filters"));
  for (const auto& [name, value] : {std::pair("typeId", type_id), std::pair("externalTag", key)}) {
    ObjectWriter filter(filters.begin());
    filter.add("name", name);
    filter.add("type", "String");
    filter.add("operator", "EQ");
    ArrayWriter values(filter.begin("values"));
    values.add(value);
    values.finish();
    filter.finish();
  }
  filters.finish();
  query.finish();
}

void write_erasure(std::string_view contact_id, Buffer& out) {
  ObjectWriter body(out);
  body.add("requestType", "GDPR_DELETE");
  ObjectWriter subject(body.begin("subject"));
  subject.add("externalContactId", contact_id);
  subject.finish();
  body.finish();
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
