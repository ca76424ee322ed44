// RFC 3339 times. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/clock.hpp"

namespace hub {

// Date and time with seconds and an offset ("Z" or "+02:00"); a fraction is cut to milliseconds and a leap
// second counts as the first moment after it. Nothing when the text is anything else, or no day of the
// calendar.
std::optional<WallTime> parse_timestamp(std::string_view text);

}  // namespace hub
