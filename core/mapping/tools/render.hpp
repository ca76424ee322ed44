// Shows what a mapping makes of one case, for the person who writes it. The result holds case content: it is
// wiped with its buffer and is for the screen only. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/model/record.hpp"

namespace hub::mapping {

enum class RenderFormat : std::uint8_t { pretty, json };

Buffer render_records(const std::vector<model::Record>& records, RenderFormat format);

}  // namespace hub::mapping
