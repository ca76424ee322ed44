// ServiceNow's rows to and from ours (servicenow.md, Table API and Attachment). Every value is a text there.
// Pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/delivery/connector.hpp"

namespace hub::connectors::servicenow {

// What a mapping calls a file on a record; everything else is a table.
inline constexpr std::string_view kAttachment = "attachment";
inline constexpr std::string_view kFileName = "file_name", kParentLink = "table_sys_id", kContent = "content",
                                  kContentType = "content_type", kName = "name";

// The lengths of a table's columns, in characters, as describe() told.
using Lengths = std::map<std::string, std::size_t, std::less<>>;

// The text that is sent, and the form in which sent and stored values are compared: nothing is the same as
// empty, a reference is its id.
std::string_view text_of(const model::Value& value, model::Arena& arena);
model::Value canonical(const model::Value* value, model::Arena& arena);

// A row as JSON: our key and the link to the parent, where the record is ours, and the fields.
void write_row(const model::Record& record, Buffer& out);
// A field whose text is longer than its column: it would be cut without a word. Empty when all fit.
std::string too_long(const model::Record& record, const Lengths& lengths);

// "column=value" of an encoded query, in which the value stands for itself.
std::string term(std::string_view column, std::string_view value);
// Those rows of a list whose column has this value: a term that the instance does not understand is left out
// of a query in silence, and then every row is found.
std::vector<model::Value> rows_with(const model::Value& list, std::string_view column,
                                    std::string_view value);

// A file's name, unlike that of any other: "transcript.txt" and the key, "transcript-KEY.txt".
std::string file_name(const model::Record& record);

// The columns of a table: of the dictionary's rows those that are about it or about tables that it extends.
delivery::SchemaObject read_schema(const std::string& table, const std::vector<std::string>& extended,
                                   const model::Value& dictionary);
Lengths read_lengths(const delivery::SchemaObject& schema);
delivery::SchemaObject attachment_schema();

}  // namespace hub::connectors::servicenow
