#include "core/model/record.hpp"

namespace hub::model {

Compare RecordShape::compare_of(std::string_view field) const {
  for (const auto& [name, mode] : compare) {
    if (name == field) return mode;
  }
  return Compare::exact;
}

}  // namespace hub::model
