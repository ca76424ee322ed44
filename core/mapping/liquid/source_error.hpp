// Where in a template something is wrong, and what. Values; any thread.
#pragma once

#include <string>

namespace hub::mapping::liquid {

// Counted from 1, columns in Unicode code points.
struct Position {
  int line = 1;
  int column = 1;
};

// `message` quotes only words of the template itself (names of tags, filters, arguments), never data.
struct SourceError {
  int line = 1;
  int column = 1;
  std::string message;
  std::string fix;  // "did you mean 'upcase'?"; may be empty
};

}  // namespace hub::mapping::liquid
