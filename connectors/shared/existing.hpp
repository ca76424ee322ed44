// What find_existing() is asked for: records that somebody else made, by the id that the case carries or by
// what they hold. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/record.hpp"

namespace hub::connectors {

// The fields that a record must hold, each with its value. Of an id of the target's the name is empty.
std::vector<model::Member> wanted_of(const model::Record& record);

// Whether that is the target's own id and nothing else.
bool is_by_id(const model::Record& record);

// For targets that look for one text in a call. Nothing when several fields are wanted; what is no text is
// empty.
struct WantedText {
  std::string field;  // empty: the target's own id
  std::string text;
};
std::optional<WantedText> only_wanted(const model::Record& record);

// Empty where every state is fine.
std::string closed_field_of(const model::RecordShape& shape);
// Of what the target shows, where fields are members of the row and values are kept as they were sent.
bool is_closed(const model::RecordShape& shape, const model::Value& row);

// As targets compare addresses and names.
bool is_same_text(std::string_view a, std::string_view b);

}  // namespace hub::connectors
