// How characters that only look different are read: full-width, superscript, circled or mathematical letters
// and digits, digits of other scripts, blanks and hyphens of typography. Private to core/redaction. Constant;
// any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace hub::redaction {

enum class Reading : std::uint8_t {
  as_is,     // a letter of its own
  replaced,  // by `text`
  dropped,   // takes no room: soft hyphens, joiners, marks of direction
  other,     // neither letter nor digit
};

struct Compatible {
  Reading reading = Reading::as_is;
  char text[5] = {};
  std::uint8_t size = 0;
};

// Precondition: `code_point` is not ASCII.
Compatible compatible(char32_t code_point);

}  // namespace hub::redaction
