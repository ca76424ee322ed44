// HTTP answers from what the simulator has to say.
#pragma once

#include "core/http/message.hpp"
#include "tools/simulators/salesforce/rest.hpp"

namespace hub::simulators::salesforce {

http::Response respond(int status, std::string_view type, std::string_view body);
http::Response respond(RestAnswer answer);

}  // namespace hub::simulators::salesforce
