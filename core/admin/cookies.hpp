// The cookies that a browser sent along. Any thread.
#pragma once

#include <string_view>

#include "core/http/message.hpp"

namespace hub::admin {

// The value of one of them; empty when it did not come.
std::string_view cookie_of(const http::Request& request, std::string_view name);

}  // namespace hub::admin
