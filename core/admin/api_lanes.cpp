#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"

namespace hub::admin {

// Pausing twice is no error: what counts is how the lane stands afterwards.
Task<http::Response> Api::set_lane_paused(const Call& call, bool paused) {
  const std::string &tenant = call.path_values[0], &target = call.path_values[1];
  auto setting = parts_.control.set_lane_paused(tenant, target, paused);
  const auto done = co_await std::move(setting);
  if (!done && done.error().code == "unknown_lane")
    co_return problem_answer(404, "There is no such lane", "a lane is a tenant and one of its targets");
  if (!done) co_return error_answer(done.error());
  const std::initializer_list<log::Field> fields = {
      log::resource("key", call.key->name), log::resource("tenant", tenant), log::resource("target", target)};
  paused ? parts_.log.info("lane paused by an operator", fields)
         : parts_.log.info("lane resumed by an operator", fields);
  history_.mark(paused ? "pause" : "resume", tenant, target, call.key->name);
  JsonWriter json;
  json.begin_object().member("paused", paused).end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
