// Text that came from outside, as a terminal may be given it. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace hub::hubctl {

// Control characters, which could move the cursor or change what is seen, become '?'; a line break goes on
// under `indent`.
std::string printable(std::string_view text, std::string_view indent);

}  // namespace hub::hubctl
