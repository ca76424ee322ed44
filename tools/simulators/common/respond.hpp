// HTTP answers from what a simulator has to say. Pure; any thread.
#pragma once

#include <string_view>

#include "core/http/message.hpp"

namespace hub::simulators {

http::Response respond(int status, std::string_view type, std::string_view body);
http::Response respond_json(int status, Buffer body);
// The connection ends without an answer.
http::Response dropped();

}  // namespace hub::simulators
