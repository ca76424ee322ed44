// Records as the rows of Dataverse's tables, and both sides of the comparison in one form (dynamics.md). A
// shape's object is the table's entity set ("incidents"), its key the table's primary column ("incidentid").
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/dynamics/batch.hpp"
#include "core/delivery/connector.hpp"

namespace hub::connectors::dynamics {

inline constexpr std::string_view kCases = "incidents", kNotes = "annotations";

// A text that is kept as the file of a note, byte by byte: of a case, a note below it that comes into being
// with the case; of a note, its own. Columns are in lower case, so that none is called like this.
inline constexpr std::string_view kDocument = "Document", kDocumentName = "DocumentName",
                                  kDocumentSubject = "DocumentSubject";

// Ids are made from our keys, so that a record has the same one however often it is sent.
std::string id_of_key(std::string_view key);
std::string record_id(const model::Record& record);
// Empty when it has no parent.
std::string parent_id(const model::Record& record);
// Of the note that holds a case's document.
std::string document_id(const model::Record& record);
bool may_have_document_note(const model::Record& record);
bool has_document_note(const model::Record& record);

// The table that a link of a mapping goes to, by its navigation property; empty for those that no record of a
// mapping can be the other end of.
std::string_view linked_set(std::string_view property);

// "incidents(...)"
std::string address(std::string_view set, std::string_view id);

struct WriteOptions {
  std::string collector;       // "contacts(...)": the customer of cases that have none; may be empty
  std::string resolve_status;  // a statuscode: cases are resolved with it as they are made; may be empty
};

// What brings the record into being, or what changes it. To be carried out as a whole.
std::vector<Operation> creation(const model::Record& record, const WriteOptions& options);
std::vector<Operation> change(const model::Record& record);

// What reads the record, and the note that holds its document.
Operation reading(const model::Record& record);
Operation document_reading(const model::Record& record);

// Both in one form. `note` is the row of document_reading(), null when there is none.
model::Value stored_form(const model::Record& record, const model::Value& row, const model::Value* note,
                         model::Arena& arena);
model::Value expected_form(const model::Record& record, model::Arena& arena);
// The form of one value, whatever its column.
model::Value canonical(const model::Value& value, model::Arena& arena);

}  // namespace hub::connectors::dynamics
