// What a token endpoint was sent. Pure; any thread.
#pragma once

#include <map>
#include <string>

#include "core/http/message.hpp"

namespace hub::simulators {

// The fields of a form or of a JSON object; client_id and client_secret from HTTP Basic where it is used.
std::map<std::string, std::string> login_form(const http::Request& request);
// Empty when it is not there.
std::string form_field(const std::map<std::string, std::string>& form, const std::string& name);

}  // namespace hub::simulators
