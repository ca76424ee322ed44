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

}  // namespace hub::simulators
