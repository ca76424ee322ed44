// The keys of a mapping file, each declared once with its meaning: the compiler refuses any other, and the
// JSON Schema for editors is printed from the same list. Constant; any thread.
#pragma once

#include <string>
#include <vector>

namespace hub::mapping {

const std::vector<std::string>& mapping_keys();
const std::vector<std::string>& record_keys();
const std::vector<std::string>& parent_keys();
const std::vector<std::string>& repeat_keys();
const std::vector<std::string>& split_keys();
const std::vector<std::string>& overflow_keys();
const std::vector<std::string>& attach_keys();
const std::vector<std::string>& match_keys();

// One JSON Schema (draft 2020-12) of mapping files, pretty-printed.
std::string mapping_schema();

}  // namespace hub::mapping
