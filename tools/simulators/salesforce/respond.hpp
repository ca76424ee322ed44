// HTTP answers from what the REST API has to say.
#pragma once

#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/salesforce/rest.hpp"

namespace hub::simulators::salesforce {

using simulators::respond;
http::Response respond(RestAnswer answer);

}  // namespace hub::simulators::salesforce
