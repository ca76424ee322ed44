#include "connectors/dynamics/types.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "connectors/shared/comparison.hpp"
#include "connectors/shared/existing.hpp"
#include "core/base/ascii.hpp"
#include "core/base/base64.hpp"
#include "core/base/timestamp.hpp"
#include "core/base/uuid.hpp"
#include "core/model/builder.hpp"
#include "core/model/html_form.hpp"
#include "core/model/object_writer.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::dynamics {

using model::Record;
using model::Value;

namespace {

// The hub's own. Another one would make every record a second time.
constexpr UuidBytes kNameSpace = {0x8f, 0x1c, 0x4b, 0x1e, 0x6d, 0x0a, 0x4b, 0x57,
                                  0x9a, 0x53, 0x2f, 0x6f, 0x0d, 0x1f, 0x5c, 0x21};

// What a link is called on the wire, and in a mapping, where a name has no dots.
constexpr std::string_view kWireBind = "@odata.bind", kBind = "@bind", kNoteText = "notetext";

// The single-valued navigation properties by which records of a mapping hang together.
struct Link {
  std::string_view property, column, set;
};
constexpr std::array kLinks = std::to_array<Link>({
    {"customerid_contact", "_customerid_value", "contacts"},
    {"customerid_account", "_customerid_value", "accounts"},
    {"primarycontactid", "_primarycontactid_value", "contacts"},
    {"parentcaseid", "_parentcaseid_value", "incidents"},
    {"objectid_incident", "_objectid_value", "incidents"},
    {"objectid_contact", "_objectid_value", "contacts"},
    {"objectid_task", "_objectid_value", "tasks"},
    {"regardingobjectid_contact_task", "_regardingobjectid_value", "contacts"},
});

const Link* find_link(std::string_view property) {
  const auto found = std::ranges::find(kLinks, property, &Link::property);
  return found == kLinks.end() ? nullptr : &*found;
}

bool is_of_document(std::string_view name) {
  return name == kDocument || name == kDocumentName || name == kDocumentSubject;
}

std::optional<std::string_view> document_of(const Record& record) {
  const Value* document = record.fields.find(kDocument);
  return document && document->is_string() ? std::optional(document->as_string()) : std::nullopt;
}

// The column that shows what a field was written to.
std::string column_of(std::string_view field) {
  if (!field.ends_with(kBind)) return std::string(field);
  field.remove_suffix(kBind.size());
  const Link* link = find_link(field);
  return link ? std::string(link->column) : '_' + lower_case(std::string(field)) + "_value";
}

std::string wire_name(std::string_view property) {
  return std::string(property) + std::string(kWireBind);
}

void add_field(const model::Member& field, model::ObjectWriter& members) {
  if (field.name.ends_with(kBind)) {
    const std::string name = wire_name(field.name.substr(0, field.name.size() - kBind.size()));
    return members.add(name, field.value);
  }
  if (field.name != kNoteText || !field.value.is_string()) return members.add(field.name, field.value);
  model::Arena scratch(field.value.as_string().size() + 64);
  members.add(field.name, model::to_html(model::without_controls(field.value.as_string(), scratch), scratch));
}

void add_document(std::string_view text, model::ObjectWriter& members) {
  members.begin("isdocument").append("true");
  Buffer& out = members.begin("documentbody");
  out.push_back('"');
  base64_encode(text, out);
  out.push_back('"');
}

void add_link(const Record& record, model::ObjectWriter& members) {
  const std::string& property = record.shape->parent_field;
  const Link* link = find_link(property);
  const std::string id = parent_id(record);
  if (id.empty() || !link) return;
  members.add(wire_name(property), '/' + address(link->set, id));
}

Buffer row_body(const Record& record) {
  Buffer body;
  model::ObjectWriter members(body);
  for (const model::Member& field : record.fields.as_object())
    if (!is_of_document(field.name)) add_field(field, members);
  add_link(record, members);
  if (const auto document = document_of(record); document && record.shape->object == kNotes) {
    add_document(*document, members);
    for (const auto& [name, usual] :
         {std::pair("filename", "transcript.txt"), std::pair("mimetype", "text/plain")})
      if (!record.fields.find(name)) members.add(name, usual);
  }
  members.finish();
  return body;
}

// A case belongs to somebody: where nobody is known, to the collector.
Buffer with_customer(Buffer body, const Record& record, const std::string& collector) {
  const bool has_customer = !parent_id(record).empty() ||
                            record.fields.find("customerid_contact" + std::string(kBind)) ||
                            record.fields.find("customerid_account" + std::string(kBind));
  if (record.shape->object != kCases || has_customer || collector.empty()) return body;
  const bool is_contact = collector.starts_with("contacts");
  Buffer out;
  model::ObjectWriter members(out);
  members.add(wire_name(is_contact ? "customerid_contact" : "customerid_account"), '/' + collector);
  out.append(body.size() > 2 ? "," : "");
  out.append(body.view().substr(1));
  return out;
}

Operation patch(std::string path, std::string condition, Buffer body) {
  return {"PATCH", std::move(path), std::move(condition), std::move(body)};
}

// Written without a condition: it comes and goes with its case.
Operation document_note(const Record& record) {
  Buffer body;
  model::ObjectWriter members(body);
  members.add("subject", record.fields.text_at(kDocumentSubject, "Chat transcript"));
  members.add("filename", record.fields.text_at(kDocumentName, "transcript.txt"));
  members.add("mimetype", "text/plain");
  add_document(*document_of(record), members);
  members.add(wire_name("objectid_incident"), '/' + address(kCases, record_id(record)));
  members.finish();
  return patch(address(kNotes, document_id(record)), "", std::move(body));
}

Operation resolution(const Record& record, const std::string& status) {
  Buffer body("{\"IncidentResolution\":");
  model::ObjectWriter members(body);
  members.add("subject", "Chat closed");
  members.add(wire_name("incidentid"), '/' + address(kCases, record_id(record)));
  members.finish();
  body.append(",\"Status\":" + status + '}');
  return {"POST", "CloseIncident", "", std::move(body)};
}

Value text_form(std::string_view text, model::Arena& arena) {
  Buffer kept;
  for (const char c : model::trimmed(model::without_controls(text, arena)))
    if (c != '\r') kept.push_back(c);
  if (kept.empty()) return {};
  // Columns of time drop what is below a second.
  if (const auto time = parse_timestamp(kept.view()))
    return Value::integer(std::chrono::floor<std::chrono::seconds>(time->time_since_epoch()).count());
  return Value::string(arena.copy(kept.view()));
}

// "/systemusers(0B0E...)" as the id that is read back.
Value bound_form(const Value& value, model::Arena& arena) {
  if (!value.is_string()) return {};
  const std::string_view text = value.as_string();
  const std::size_t begin = text.find('(') + 1, end = text.find(')');
  if (end == text.npos || begin == 0 || begin > end) return text_form(text, arena);
  return Value::string(arena.copy(lower_case(std::string(text.substr(begin, end - begin)))));
}

// Of an id that a row shows.
bool shows(const Value& row, const std::string& column, const std::string& id) {
  return is_same_text(row.text_at(column), id);
}

Value stored_document(const Record& record, const Value* row, model::Arena& arena) {
  const bool is_own = record.shape->object == kNotes;
  if (!row || (!is_own && !shows(*row, "_objectid_value", record_id(record)))) return {};
  const auto bytes = base64_decode(row->text_at("documentbody"));
  if (!bytes) return {};
  return Value::string(arena.copy({bytes->data(), bytes->size()}), model::DataClass::free_text);
}

Value stored_field(const Record& record, std::string_view name, const Value& row, const Value* note,
                   model::Arena& arena) {
  const Value* document_row = record.shape->object == kNotes ? &row : note;
  if (name == kDocument) return stored_document(record, document_row, arena);
  const bool is_of_note = is_of_document(name);
  const std::string column = name == kDocumentName      ? "filename"
                             : name == kDocumentSubject ? "subject"
                                                        : column_of(name);
  const Value* source = is_of_note ? document_row : &row;
  const Value* value = source ? source->find(column) : nullptr;
  if (!value) return {};
  if (name == kNoteText && value->is_string())
    return text_form(model::to_text(value->as_string(), arena), arena);
  return canonical(*value, arena);
}

Value expected_field(const model::Member& field, model::Arena& arena) {
  if (field.name == kDocument) return field.value;
  if (field.name.ends_with(kBind)) return bound_form(field.value, arena);
  if (field.name == kNoteText && field.value.is_string()) {
    const std::string_view html =
        model::to_html(model::without_controls(field.value.as_string(), arena), arena);
    return text_form(model::to_text(html, arena), arena);
  }
  return canonical(field.value, arena);
}

}  // namespace

std::string id_of_key(std::string_view key) {
  return uuid_v5(kNameSpace, key);
}

std::string record_id(const Record& record) {
  return record.target_id.empty() ? id_of_key(record.key) : lower_case(std::string(record.target_id));
}

std::string parent_id(const Record& record) {
  if (!record.parent_id.empty()) return lower_case(std::string(record.parent_id));
  return record.parent_key.empty() ? "" : id_of_key(record.parent_key);
}

std::string document_id(const Record& record) {
  return id_of_key(std::string(record.key) + "/document");
}

bool may_have_document_note(const Record& record) {
  return record.shape->object == kCases;
}

bool has_document_note(const Record& record) {
  return may_have_document_note(record) && document_of(record);
}

std::string_view linked_set(std::string_view property) {
  const Link* link = find_link(property);
  return link ? link->set : std::string_view();
}

std::string address(std::string_view set, std::string_view id) {
  return std::string(set) + '(' + std::string(id) + ')';
}

std::vector<Operation> creation(const Record& record, const WriteOptions& options) {
  std::vector<Operation> operations;
  const std::string path = address(record.shape->object, record_id(record));
  operations.push_back(
      patch(path, "If-None-Match: *", with_customer(row_body(record), record, options.collector)));
  if (has_document_note(record)) operations.push_back(document_note(record));
  if (record.shape->object == kCases && !options.resolve_status.empty())
    operations.push_back(resolution(record, options.resolve_status));
  return operations;
}

std::vector<Operation> change(const Record& record) {
  std::vector<Operation> operations;
  operations.push_back(
      patch(address(record.shape->object, record_id(record)), "If-Match: *", row_body(record)));
  if (has_document_note(record)) operations.push_back(document_note(record));
  return operations;
}

Operation reading(const Record& record) {
  const model::RecordShape& shape = *record.shape;
  std::string columns = shape.key_field;
  const auto add = [&columns](const std::string& column) { columns += ',' + column; };
  if (!shape.parent_field.empty()) add(column_of(shape.parent_field + std::string(kBind)));
  for (const model::Member& field : record.fields.as_object()) {
    const bool is_own = record.shape->object == kNotes && field.name == kDocument;
    if (!is_compared(shape, field.name)) continue;
    if (is_own || !is_of_document(field.name)) add(is_own ? "documentbody" : column_of(field.name));
  }
  return {"GET", address(shape.object, record_id(record)) + "?$select=" + columns, ""};
}

Operation document_reading(const Record& record) {
  return {"GET",
          address(kNotes, document_id(record)) + "?$select=subject,filename,documentbody,_objectid_value",
          ""};
}

Value canonical(const Value& value, model::Arena& arena) {
  return value.is_string() ? text_form(value.as_string(), arena) : value;
}

Value stored_form(const Record& record, const Value& row, const Value* note, model::Arena& arena) {
  const model::RecordShape& shape = *record.shape;
  const bool is_ours = shows(row, shape.key_field, record_id(record));
  const bool is_linked = shows(row, column_of(shape.parent_field + std::string(kBind)), parent_id(record));
  return shown_form(
      record, is_ours ? Value::string(record.key) : Value(), is_linked,
      [&](const model::Member& field) { return stored_field(record, field.name, row, note, arena); }, arena);
}

Value expected_form(const Record& record, model::Arena& arena) {
  return sent_form(
      record, [&](const model::Member& field) { return expected_field(field, arena); }, arena);
}

}  // namespace hub::connectors::dynamics
