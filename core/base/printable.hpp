// Texts of others that people are shown in errors and logs: printable ASCII, and not too long. Pure; any
// thread.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace hub {

// At most so many characters; every other one than printable ASCII becomes a question mark.
inline std::string printable(std::string_view text, std::size_t characters_max) {
  std::string shown(text.substr(0, characters_max));
  std::ranges::replace_if(
      shown, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return shown;
}

}  // namespace hub
