// Writes a time by a format of Ruby's strftime, which is what Liquid's `date` takes. Any thread.
#pragma once

#include <string_view>

#include "core/mapping/liquid/civil_time.hpp"
#include "core/mapping/liquid/text_builder.hpp"

namespace hub::mapping::liquid {

// English names; unknown directives are written as they stand.
void write_time(std::string_view format, const Instant& instant, const ZoneInfo& zone, TextBuilder& out);

}  // namespace hub::mapping::liquid
