// Salesforce's query language: texts of queries, and which row answers which question. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/salesforce/types.hpp"

namespace hub::connectors::salesforce {

// "SELECT Id,Subject FROM Case".
std::string select_from(std::span<const std::string> fields, std::string_view object);
// A literal that stays one, whatever it holds.
std::string quote(std::string_view text);
// "Hub_Key__c IN ('k1','k2')".
std::string any_of(std::string_view field, std::span<const std::string_view> values);

// Whether the text has the form of a record's id; the checksum of long ones is checked, because Salesforce
// refuses a whole query for one bad id.
bool is_id(std::string_view text);

// Fields and what they must hold, as text.
using Wanted = std::vector<std::pair<std::string, std::string_view>>;

// "Email = 'a' AND Age__c = 7"; nothing when a value cannot be one of its field, so that no row has it.
std::optional<std::string> all_of(const Wanted& wanted, const ObjectFacts* facts);
// Whether a row answers to that, as far as can be told here: like Salesforce without regard to case, but of
// ASCII letters only.
bool answers(const model::Value& row, const Wanted& wanted);

}  // namespace hub::connectors::salesforce
