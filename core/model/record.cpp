#include "core/model/record.hpp"

#include "core/model/arena.hpp"

namespace hub::model {

Compare RecordShape::compare_of(std::string_view field) const {
  for (const auto& [name, mode] : compare) {
    if (name == field) return mode;
  }
  return Compare::exact;
}

Record copy(const Record& record, Arena& arena) {
  Record kept = record;
  for (std::string_view* text :
       {&kept.key, &kept.parent_key, &kept.attach_id, &kept.target_id, &kept.parent_id}) {
    *text = arena.copy(*text);
  }
  kept.match = copy(record.match, arena);
  kept.fields = copy(record.fields, arena);
  return kept;
}

}  // namespace hub::model
