// The dates of HTTP headers (RFC 9110 5.6.7). Any thread.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/clock.hpp"

namespace hub::http {

// "Fri, 24 May 2013 00:00:00 GMT" and its two older forms; nothing when the text is anything else.
std::optional<WallTime> parse_date(std::string_view text);

}  // namespace hub::http
