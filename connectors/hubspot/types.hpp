// HubSpot's JSON to and from our structs (hubspot.md). Pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/delivery/connector.hpp"

namespace hub::connectors::hubspot {

// The one property whose text is HTML: what is sent is escaped, what is read back is read as text.
inline constexpr std::string_view kNoteBody = "hs_note_body";

// What the properties call said about one object: name to type, "string", "number", "datetime", ...
using PropertyTypes = std::map<std::string, std::string, std::less<>>;

// The form in which sent and stored values are compared. HubSpot stores every value as text: numbers and
// truth values as they are written, times as it likes, nothing as null. `types` may be null.
model::Value canonical(std::string_view name, const model::Value& value, const PropertyTypes* types,
                       model::Arena& arena);

// Properties that every record of an object gets when the mapping does not write them.
using Defaults = std::vector<std::pair<std::string, std::string>>;

// {"inputs":[...]}: records by our key, or by their target_id; ids, or values of `id_property`; pairs of ids.
void write_records(std::span<const model::Record> batch, const Defaults& defaults, Buffer& out);
void write_ids(std::span<const std::string> ids, Buffer& out);
void write_read(std::span<const std::string> ids, std::string_view id_property,
                std::span<const std::string> properties, Buffer& out);
void write_links(std::span<const std::pair<std::string, std::string>> links, Buffer& out);
// A search for records whose properties have these values, the oldest two.
void write_search(const std::vector<std::pair<std::string, std::string>>& wanted,
                  std::span<const std::string> properties, Buffer& out);

// The rows of a batch answer by their id, or by one of their properties.
using Rows = std::map<std::string, model::Value, std::less<>>;
Rows rows_by_id(const model::Value& answer);
Rows rows_by(std::string_view property, const model::Value& answer);
const model::Value* property_of(const model::Value& row, std::string_view name);

// Whom each record is linked to: of an answer of the associations API, ids by id.
using Links = std::map<std::string, std::vector<std::string>, std::less<>>;
Links read_links(const model::Value& answer);

// A properties answer: what can be written, and the links that the object can have.
delivery::SchemaObject read_schema(const std::string& object, const model::Value& answer);
PropertyTypes read_types(const model::Value& answer);

}  // namespace hub::connectors::hubspot
