// Reads dates and times as people and programs write them: ISO 8601, RFC 2822, "March 14, 2016 10:20 pm". Any
// thread.
#pragma once

#include <optional>
#include <string_view>

#include "core/mapping/liquid/civil_time.hpp"

namespace hub::mapping::liquid {

// Without a zone of its own the text means `zone`; parts it leaves out in front ("10:20", "March 14") are
// those of `now`. Nothing when it is no date. Precondition: is_time_zone(zone).
std::optional<Instant> parse_date(std::string_view text, const Instant& now, std::string_view zone);

}  // namespace hub::mapping::liquid
