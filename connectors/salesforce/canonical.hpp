// The form in which sent and stored values are compared: what Salesforce does to a value on its way in, done
// to both sides (salesforce.md 3.1). Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::connectors::salesforce {

// What describe said about a field; without it the form of the value has to tell.
struct FieldFacts {
  std::string name;
  std::string type;          // "string", "datetime", "reference", "double", ...
  std::optional<int> scale;  // digits kept after the point
  std::string relationship;  // "Case__r", for references
};

// Strings: without control characters other than tab, CR and LF, trimmed, empty is null; times in UTC and
// whole seconds; ids of 15 characters with their checksum. Numbers: rounded to the field's scale. `facts` may
// be null.
model::Value canonical(const model::Value& value, const FieldFacts* facts, model::Arena& arena);

// Appends `value` as JSON, its text without those control characters: what Salesforce does with them is not
// documented, so it never sees one.
void write_clean_json(const model::Value& value, Buffer& out);

// "500xx0000000001" to "500xx0000000001AAA"; text of another form stays as it is. The result lives in
// `arena`.
std::string_view id_18(std::string_view id, model::Arena& arena);

}  // namespace hub::connectors::salesforce
