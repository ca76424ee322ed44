#include "tools/simulators/common/control.hpp"

#include "core/model/json.hpp"
#include "tools/simulators/common/respond.hpp"

namespace hub::simulators {

http::Response add_fault(Faults& faults, const http::Request& request) {
  model::Arena arena;
  model::JsonParser parser;
  const auto fault = parser.parse(request.body.view(), arena);
  const auto added = fault.ok() ? faults.add(*fault) : Result<void>(fault.error());
  if (added.ok()) return respond_json(200, Buffer("{}"));
  Buffer body("{\"error\":");
  model::write_json_string(added.error().message, body);
  body.push_back('}');
  return respond_json(400, std::move(body));
}

http::Response answer_control(const http::Request& request, const RestTarget& target,
                              const Controlled& controlled) {
  const std::string what = target.segments.size() > 1 ? target.segments[1] : "";
  const bool is_post = request.method == "POST";
  if (what == "state") return respond_json(200, Buffer(controlled.state()));
  if (what == "faults" && is_post) return add_fault(controlled.faults, request);
  if (what == "faults" && request.method == "DELETE") {
    controlled.faults.clear();
  } else if (what == "reset" && is_post) {
    controlled.reset();
  } else if (what == "expire-tokens" && is_post) {
    controlled.expire_tokens();
  } else {
    return respond_json(404, Buffer(R"({"error":"state, faults, reset or expire-tokens"})"));
  }
  return respond_json(200, Buffer("{}"));
}

std::string calls_members(const std::map<std::string, std::uint64_t>& calls) {
  std::string by_operation;
  std::uint64_t total = 0;
  for (const auto& [operation, count] : calls) {
    by_operation += (by_operation.empty() ? "\"" : ",\"") + operation + "\":" + std::to_string(count);
    total += count;
  }
  return "\"calls\":{" + by_operation + "},\"api_calls\":" + std::to_string(total);
}

}  // namespace hub::simulators
