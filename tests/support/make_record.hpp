// A record as a mapping makes one, by its usual members alone.
#pragma once

#include <string_view>

#include "core/model/record.hpp"

namespace hub::testing {

// Everything lives at least as long as the record.
inline model::Record make_record(const model::RecordShape& shape, std::string_view key,
                                 std::string_view parent_key, std::uint32_t part, model::Value fields) {
  model::Record record;
  record.shape = &shape;
  record.key = key;
  record.parent_key = parent_key;
  record.part = part;
  record.fields = fields;
  return record;
}

}  // namespace hub::testing
