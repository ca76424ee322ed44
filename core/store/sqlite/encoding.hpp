// How values lie in SQLite's columns, besides what every database has alike. Pure functions.
#pragma once

#include "core/store/encoding.hpp"

namespace hub::store::sqlite {

// Tombstones are numbered within their day, so that days are ranges of the primary key.
inline std::int64_t first_tombstone_of(std::int64_t day) {
  return day << 32;
}
inline std::int64_t day_of_tombstone(std::int64_t day_and_number) {
  return day_and_number >> 32;
}
inline std::int64_t number_of_tombstone(std::int64_t day_and_number) {
  return day_and_number & 0xFFFF'FFFF;
}

}  // namespace hub::store::sqlite
