// Genesys Cloud's JSON to and from our records (genesys.md). Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/delivery/connector.hpp"

namespace hub::connectors::genesys {

inline constexpr std::string_view kContact = "contact", kNote = "note", kWorkitem = "workitem";
inline constexpr std::string_view kNoteText = "noteText";
// Of contacts: every other type goes away by itself 60 days after it was last used (genesys.md 1).
inline constexpr std::string_view kCurated = "Curated";

// The form in which values are sent and compared: no control characters, no blanks at both ends of a text
// (Genesys cuts them), and a text without anything is null.
model::Value normalised(const model::Value& value, model::Arena& arena);

// A note begins with a line of ours, the marker: the record's key, and the hash of the text below it.
struct Marker {
  std::string_view key, hash;
};
std::optional<Marker> read_marker(std::string_view note_text);
// The note's whole text, marker included.
std::string_view marked_text(const model::Record& note, model::Arena& arena);

// The kind of identifier that a contact is found by with this field; empty when it is found by others only.
std::string_view identifier_type(std::string_view field);
// Of the kind ExternalId, `source_id` says whose.
void write_identifier(std::string_view type, std::string_view value, std::string_view source_id, Buffer& out);

// Bodies. A contact is made, or written again, under our key and stays for good (promoted).
void write_contact(std::string_view key, const model::Value& fields, std::string_view source_id, Buffer& out);
void write_note(std::string_view text, std::string_view user_id, Buffer& out);
struct NoteInput {
  std::string_view contact_id, text;
};
void write_notes(std::span<const NoteInput> notes, std::string_view user_id, Buffer& out);
struct WorkitemInput {
  std::string_view contact_id;          // empty: of nobody
  std::string_view type_id, key;        // of a new one, else empty
  std::optional<std::int64_t> ends_at;  // seconds since 1970
};
void write_workitem(const model::Value& fields, const WorkitemInput& input, Buffer& out);
// Workitems of that type with our key; `after` is the cursor of the page before, or empty.
void write_query(std::string_view type_id, std::string_view key, std::string_view after, Buffer& out);
void write_erasure(std::string_view contact_id, Buffer& out);

// A contact's own key of ours, null when it has another or none.
model::Value key_of_contact(const model::Value& row, std::string_view key, std::string_view source_id);
// What a row shows of a field that was sent, in the form of normalised(): of an object only the members that
// were sent, of a telephone its number, of a workitem's reference its id.
model::Value shown(const model::Value& row, std::string_view field, const model::Value& sent,
                   model::Arena& arena);

// What can be written, from Genesys' own documents; nothing for an object that is not ours.
std::optional<delivery::SchemaObject> schema_of(std::string_view object);

}  // namespace hub::connectors::genesys
