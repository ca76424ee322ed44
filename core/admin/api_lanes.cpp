#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"

namespace hub::admin {

// Pausing twice is no error: what counts is how the lane stands afterwards.
http::Response Api::set_lane_paused(const Call& call, bool paused) {
  const std::string &tenant = call.path_values[0], &target = call.path_values[1];
  const auto done = parts_.control.set_lane_paused(tenant, target, paused);
  if (!done) return problem_answer(404, "There is no such lane", "a lane is a tenant and one of its targets");
  const std::initializer_list<log::Field> fields = {
      log::resource("key", call.key->name), log::resource("tenant", tenant), log::resource("target", target)};
  paused ? parts_.log.info("lane paused by an operator", fields)
         : parts_.log.info("lane resumed by an operator", fields);
  history_.mark(paused ? "pause" : "resume", tenant, target, call.key->name);
  JsonWriter json;
  json.begin_object().member("paused", paused).end_object();
  return json_answer(200, json);
}

}  // namespace hub::admin
