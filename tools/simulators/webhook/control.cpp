// The control path: faults, state, records, reset. Not part of the API that is played.
#include "tools/simulators/common/control.hpp"

#include "tools/simulators/webhook/simulator.hpp"

namespace hub::simulators::webhook {

std::string Simulator::state_json() {
  std::string records, duplicates;
  for (const std::string_view object : Records::objects()) {
    const std::string name = (records.empty() ? "\"" : ",\"") + std::string(object) + "\":";
    records += name + std::to_string(records_.count(object));
    duplicates += name + std::to_string(records_.duplicates(object));
  }
  return "{\"records\":{" + records + "},\"duplicates\":{" + duplicates + "}," + calls_members(calls_) + "}";
}

http::Response Simulator::control(const http::Request& request, const RestTarget& target) {
  return answer_control(
      request, target,
      {faults_, [this] { return state_json(); }, [this] { reset(); }, [this] { tokens_.clear(); }});
}

}  // namespace hub::simulators::webhook
