// What a scan finds, as text that a test can compare.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/redaction/scanner.hpp"

namespace hub::redaction::testing {

inline ScanOptions only(Kind kind) {
  ScanOptions options;
  options.kinds = KindSet();
  options.kinds.add(kind);
  return options;
}

// "card:4111 1111 1111 1111 email:kim@example.com"
inline std::string finds_in(std::string_view text, const ScanOptions& options = {}) {
  model::Arena arena;
  std::string result;
  for (const Find& find : scan(text, options, arena)) {
    if (!result.empty()) result += ' ';
    result += spec_of(find.kind).name;
    result += ':';
    result += text.substr(find.begin, find.end - find.begin);
  }
  return result;
}

inline ScanOptions strict(ScanOptions options = {}) {
  options.strict = true;
  return options;
}

inline ScanOptions unchecked(ScanOptions options = {}) {
  options.check_validity = false;
  return options;
}

}  // namespace hub::redaction::testing
