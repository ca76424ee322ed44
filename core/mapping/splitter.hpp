// Cuts one long text, made piece by piece, into parts that fit a field: between pieces where possible.
// Private to core/mapping. One thread.
#pragma once

#include <memory_resource>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/mapping/record_plan.hpp"
#include "core/mapping/scope.hpp"

namespace hub::mapping {

using PartTexts = std::pmr::vector<liquid::Rendered>;

// The parts of the plan's text, in the arena; none when there is no text. Errors carry no field.
Result<PartTexts> split_text(const SplitPlan& plan, Scope& scope);

// `text` in pieces of at most `limit` units.
PartTexts cut(std::string_view text, model::DataClass data_class, std::size_t limit, LengthUnit unit,
              model::Arena& arena);

// What {{ part.number }} and {{ part.count }} refer to. The names are static.
model::Value part_value(std::size_t number, std::size_t count, model::Arena& arena);

}  // namespace hub::mapping
