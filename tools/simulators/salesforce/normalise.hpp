// What an org makes of a value that a client sends, or why it refuses it (salesforce.md 3.1). Pure.
#pragma once

#include <variant>

#include "tools/simulators/salesforce/org.hpp"

namespace hub::simulators::salesforce {

std::variant<FieldValue, ApiError> normalise(const ObjectDef& object, const FieldDef& field,
                                             const model::Value& value);

// Length as Salesforce counts it here: UTF-16 units.
std::size_t utf16_length(std::string_view utf8);

}  // namespace hub::simulators::salesforce
