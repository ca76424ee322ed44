// How values that SQLite does not know lie in its columns. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"

namespace hub::store::sqlite {

inline std::int64_t to_integer(WallTime time) {
  return time.time_since_epoch().count();
}
inline WallTime to_time(std::int64_t count) {
  return WallTime(milliseconds(count));
}

// Tombstones are numbered within their day, so that days are ranges of the primary key.
inline std::int64_t first_tombstone_of(std::int64_t day) {
  return day << 32;
}
inline std::int64_t day_of_tombstone(std::int64_t day_and_number) {
  return day_and_number >> 32;
}

// Field names, one a line.
inline std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : "\n") + name;
  return text;
}
inline std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const auto end = text.find('\n');
    names.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return names;
}

}  // namespace hub::store::sqlite
