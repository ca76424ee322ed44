// The language as a filter for scripts, editors and conformance runs: one JSON line in, one out. One thread.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string_view>

#include "core/base/clock.hpp"

namespace hub::mapping::liquid {

struct JsonLinesOptions {
  WallTime now{};  // what 'now' means
  std::string_view time_zone = "UTC";
};

// Reads {"template", "data"?, "templates"?} from each line of `in`; writes {"result"} or
// {"error":{"line","column","message"}} for each to `out`. "templates" is accepted and not used: the language
// has no include. Returns how many lines had an error. A line that is no such object is an error at line 1,
// column 1.
std::size_t run_json_lines(std::istream& in, std::ostream& out, const JsonLinesOptions& options);

}  // namespace hub::mapping::liquid
