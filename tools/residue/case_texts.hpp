// The texts of cases that must not be found anywhere: from events, one JSON document a line. One thread.
#pragma once

#include <istream>
#include <string_view>

#include "core/base/result.hpp"
#include "tools/residue/scanner.hpp"

namespace hub::residue {

struct TextCount {
  std::size_t cases = 0;
  std::size_t texts = 0;
};

// Adds every text of each event's `data` that is longer than 20 characters, times aside, as it is and as
// JSON, hex and base64 would write it. Fails with invalid "malformed_json", which names the line.
Result<TextCount> add_case_texts(std::istream& lines, std::size_t cases_max, Scanner& scanner);

// The forms in which one text could lie in a file.
void add_forms(std::string_view text, Scanner& scanner);

}  // namespace hub::residue
