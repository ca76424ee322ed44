// A number in a header, such as what is left of a budget. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/http/message.hpp"

namespace hub::http {

// Nothing when the header is absent or is not a whole number and nothing else.
std::optional<std::int64_t> header_number(const Headers& headers, std::string_view name);

}  // namespace hub::http
