// Gives every value of a case its class of data, and answers what class a path may have before any case is
// seen. Constant; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/mapping/case_classes.hpp"
#include "core/mapping/liquid/analysis.hpp"
#include "core/model/arena.hpp"
#include "core/model/data_class.hpp"
#include "core/model/value.hpp"

namespace hub::mapping {

// A copy of `data` (in `arena`; strings are shared) in which every value has its class. A container of the
// table has the class of its shape, none: a loop over messages is not free text until it reads one. Values
// that no rule names are free text. A pre-chat answer declared as email, phone, name or customer_no is
// direct, any other free text; what the tenant declares goes before that.
model::Value classify(const model::Value& data, model::Arena& arena,
                      const CaseClasses& classes = CaseClasses::usual());

// The highest class of anything at or below `path`: an upper bound of what classify() gives.
model::DataClass class_of_path(const liquid::Path& path, const CaseClasses& classes = CaseClasses::usual());

// True when the table of case fields has the path, something above it that holds anything (`custom`), or
// something below it.
bool is_known_path(const liquid::Path& path);

// The classified case without what is more personal than `up_to`, and without what is empty then. Only the
// case's id stays in any case: records are found again by it.
model::Value up_to_class(const model::Value& classified, model::DataClass up_to, model::Arena& arena);
// Whether the former would leave something out.
bool exceeds_class(const model::Value& classified, model::DataClass up_to);

// What was probably meant by a path that is not known: {"case", "categry"} gives "case.category".
std::optional<std::string> suggest_path(const liquid::Path& path);

// {"agents", "[]", "name"} as "agents[].name".
std::string dotted(const liquid::Path& path);
// The reverse of dotted().
liquid::Path parse_path(std::string_view text);

}  // namespace hub::mapping
