// Records and Freshdesk's JSON: what is sent, and both sides of the comparison in one form (freshdesk.md 2
// and 4). Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/shared/marker.hpp"
#include "connectors/shared/outcomes.hpp"
#include "core/base/buffer.hpp"
#include "core/delivery/schema.hpp"

namespace hub::connectors::freshdesk {

// The objects a mapping can write. A file is a note with an attachment.
inline constexpr std::string_view kTicket = "ticket", kNote = "note", kFile = "attachment",
                                  kContact = "contact";

// Custom fields stand in an object of their own.
inline constexpr std::string_view kCustom = "cf_", kDescription = "description";

struct Body {
  Buffer content;
  std::string type = "application/json";
};

// A note has no key of its own: it ends with its marker.
using connectors::marker;
const model::Value* find_marked(std::span<const model::Value> conversations, std::string_view key);

// The texts that Freshdesk will show of a record: of its description, and of its note with the marker.
std::string_view description_text(const model::Record& record);
std::string_view note_text(const model::Record& record, model::Arena& arena);

// `requester_id` stands in where the record names nobody.
Body ticket_body(const model::Record& record, std::string_view requester_id);
// Of a note, of a file, or of a record that is written to somebody else's ticket: its description.
Body note_body(const model::Record& record);
Body contact_body(const model::Record& record);
// Whether the record's text stands in a note below somebody else's ticket, and whether anything else is
// written.
bool has_note(const model::Record& record);
bool has_fields(const model::Record& record);

// The tickets whose custom field has our key. Pages of a list repeat what slid behind when tickets came
// between their calls: each is counted once.
std::vector<model::Value> keyed_tickets(const std::vector<model::Value>& rows, const model::Record& record);

// Both in one form. `row` is the ticket, the note or the contact; `note` the one of has_note(), or null.
model::Value stored_form(const model::Record& record, const model::Value& row, const model::Value* note,
                         model::Arena& arena);
model::Value expected_form(const model::Record& record, model::Arena& arena);

// GET /ticket_fields as a schema; and the objects whose fields are always the same, nothing for others.
delivery::SchemaObject read_ticket_schema(const model::Value& answer);
std::optional<delivery::SchemaObject> fixed_schema(std::string_view object);

}  // namespace hub::connectors::freshdesk
