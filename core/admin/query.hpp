// The query part of a request target, decoded, and its values read as what they should be. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace hub::admin {

// Nothing when an escape is broken.
std::optional<std::string> percent_decode(std::string_view text);

class Query {
 public:
  // Fails with invalid "malformed_query" for broken escapes, a name given twice, or more than 32 of them.
  static Result<Query> parse(std::string_view text);

  const std::string* find(std::string_view name) const;
  // Precondition: find() finds it.
  void replace(std::string_view name, std::string value);
  const std::vector<std::pair<std::string, std::string>>& items() const { return items_; }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

std::optional<std::int64_t> parse_integer(std::string_view text);
// A number from the query, or `fallback` when it is absent; nothing when it is out of bounds.
std::optional<std::int64_t> number_of(const Query& query, std::string_view name, std::int64_t fallback,
                                      std::int64_t least, std::int64_t most);
// "30s", "15m", "2h", "3d".
std::optional<std::chrono::milliseconds> parse_age(std::string_view text);

}  // namespace hub::admin
