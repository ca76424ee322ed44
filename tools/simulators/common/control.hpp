// The control path, which is the same for every simulator. One thread.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/http/message.hpp"
#include "tools/simulators/common/faults.hpp"
#include "tools/simulators/common/rest_target.hpp"

namespace hub::simulators {

// Of POST /_control/faults: 200, or 400 that says what is wrong with the fault.
http::Response add_fault(Faults& faults, const http::Request& request);

// What is steered; `state` is the answer of GET /_control/state, a JSON object.
struct Controlled {
  Faults& faults;
  std::function<std::string()> state;
  std::function<void()> reset, expire_tokens;
};
// GET state, POST and DELETE faults, POST reset and expire-tokens; 404 for the rest.
http::Response answer_control(const http::Request& request, const RestTarget& target,
                              const Controlled& controlled);

// The members "calls", by operation, and "api_calls", their sum, of a state.
std::string calls_members(const std::map<std::string, std::uint64_t>& calls);

}  // namespace hub::simulators
