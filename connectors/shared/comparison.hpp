// Both sides of the comparison that proves a record, in one form: our key where the record is the hub's own,
// its link, and each field that is compared. What a vendor makes of a value is the connector's. Pure; any
// thread.
#pragma once

#include <functional>
#include <string_view>

#include "core/model/record.hpp"

namespace hub::connectors {

bool is_compared(const model::RecordShape& shape, std::string_view field);

// The parent as the record names it: by the target's id or by our key; empty where it has none.
std::string_view parent_of(const model::Record& record);

using FieldForm = std::function<model::Value(const model::Member& field)>;

// What was sent. `form_of` makes the form of one field.
model::Value sent_form(const model::Record& record, const FieldForm& form_of, model::Arena& arena);

// What the target shows: `key` in the place of ours, and the link, which is there or is not; `form_of` makes
// the form of what it shows of one field.
model::Value shown_form(const model::Record& record, const model::Value& key, bool is_linked,
                        const FieldForm& form_of, model::Arena& arena);

}  // namespace hub::connectors
