// The control path: faults, state, records, reset. Not part of the API that is played.
#include "tools/simulators/common/control.hpp"

#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/webhook/simulator.hpp"

namespace hub::simulators::webhook {

std::string Simulator::state_json() {
  std::string records, duplicates, calls;
  std::uint64_t total = 0;
  for (const std::string_view object : Records::objects()) {
    const std::string name = (records.empty() ? "\"" : ",\"") + std::string(object) + "\":";
    records += name + std::to_string(records_.count(object));
    duplicates += name + std::to_string(records_.duplicates(object));
  }
  for (const auto& [operation, count] : calls_) {
    calls += (calls.empty() ? "\"" : ",\"") + operation + "\":" + std::to_string(count);
    total += count;
  }
  return "{\"records\":{" + records + "},\"duplicates\":{" + duplicates + "},\"calls\":{" + calls +
         "},\"api_calls\":" + std::to_string(total) + "}";
}

http::Response Simulator::control(const http::Request& request, const RestTarget& target) {
  const std::string what = target.segments.size() > 1 ? target.segments[1] : "";
  const bool is_post = request.method == "POST";
  if (what == "state") return respond_json(200, Buffer(state_json()));
  if (what == "faults" && is_post) return add_fault(faults_, request);
  if (what == "faults" && request.method == "DELETE") {
    faults_.clear();
  } else if (what == "reset" && is_post) {
    reset();
  } else if (what == "expire-tokens" && is_post) {
    tokens_.clear();
  } else {
    return respond_json(404, Buffer("{}"));
  }
  return respond_json(200, Buffer("{}"));
}

}  // namespace hub::simulators::webhook
