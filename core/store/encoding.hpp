// How values that no database knows lie in the columns of every one. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

namespace hub::store {

// Of a delivery's history; older ones go.
inline constexpr std::int64_t kEventsPerDeliveryMax = 50;

inline std::int64_t to_integer(WallTime time) {
  return time.time_since_epoch().count();
}
inline WallTime to_time(std::int64_t count) {
  return WallTime(milliseconds(count));
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

// The kind that a filter names; nothing when there is no such kind.
inline std::optional<std::int64_t> error_kind_number(std::string_view word) {
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::unknown); ++kind) {
    if (to_string(static_cast<ErrorKind>(kind)) == word) return kind;
  }
  return std::nullopt;
}

}  // namespace hub::store
