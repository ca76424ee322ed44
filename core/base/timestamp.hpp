// RFC 3339 times. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"

namespace hub {

// Date and time with seconds and an offset ("Z" or "+02:00"); a fraction is cut to milliseconds and a leap
// second counts as the first moment after it. Nothing when the text is anything else, or no day of the
// calendar.
std::optional<WallTime> parse_timestamp(std::string_view text);

// In UTC with milliseconds: "2026-11-24T10:51:00.123Z".
std::string format_timestamp(WallTime time);

}  // namespace hub
