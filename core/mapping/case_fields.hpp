// The fields of a closed case as data: path, class, kind and size. Classification, lint, data flow and
// suggestions all read this one table (domain.md 1.3). Constant; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/data_class.hpp"

namespace hub::mapping {

enum class CaseFieldKind : std::uint8_t { text, time, integer, number, boolean, json };

struct CaseField {
  std::string_view path;  // "case.id", "agents[].name"; "[]" is any element
  model::DataClass data_class = model::DataClass::none;
  CaseFieldKind kind = CaseFieldKind::text;
  std::uint32_t typical_size = 0;  // characters
  std::uint32_t size_max = 0;      // characters; 0: no bound
};

// In the order of the document. Fields that are not listed are free text.
std::span<const CaseField> case_fields();

// Every path of the table and every path above one, dotted: "case", "case.id", "agents[].name".
const std::vector<std::string>& case_field_names();

}  // namespace hub::mapping
