// What stays of a delivered case of which its tenant keeps its metadata only: fields of the table that say
// nothing about a person, in the shape that the table gives them. Constant; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::mapping {

// Their paths, in the order of the document. Not `event.id`: platforms make it from the case's own id.
std::vector<std::string_view> metadata_fields();

// Of a sealed document ({"event":..., "data":...}) one with nothing else in it. A value of another kind than
// its field's, or longer than the table allows, could hold anything and goes too. Strings are shared with
// `document`; the rest is in `arena`. What a tenant declares on top of the table is not among it.
model::Value metadata_of(const model::Value& document, model::Arena& arena);

}  // namespace hub::mapping
