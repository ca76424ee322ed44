#include "core/admin/api.hpp"

#include "core/admin/answer.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/openapi.hpp"
#include "core/admin/status_json.hpp"

namespace hub::admin {
namespace {

http::Response unauthenticated() {
  http::Response response = problem_answer(401, "A key is needed", "Authorization: Bearer KEY");
  response.headers.add("WWW-Authenticate", "Bearer");
  return response;
}

http::Response not_found(const Match& match) {
  if (match.path_known) return problem_answer(405, "This path has no such method");
  return problem_answer(404, "There is nothing here", "/openapi.json lists what there is");
}

bool known_parameters(const Operation& operation, const Query& query) {
  for (const auto& item : query.items()) {
    bool known = false;
    for (const Parameter& parameter : operation.query) known = known || parameter.name == item.first;
    if (!known) return false;
  }
  return true;
}

}  // namespace

Task<http::Response> Api::handle(http::Request request, const http::Peer&) {
  const std::string_view target(request.url);
  const std::size_t question = target.find('?');
  const Match match = match_operation(request.method, target.substr(0, question));
  if (match.operation == nullptr) co_return not_found(match);
  const Operation& operation = *match.operation;

  Caller caller;
  if (!operation.roles.empty()) {
    caller = caller_of(request);
    if (caller.key == nullptr) co_return unauthenticated();
    if (caller.session && request.method != "GET" && !comes_from_own_page(request))
      co_return problem_answer(403, "This did not come from the console");
    if (!may(caller.key->role, operation))
      co_return problem_answer(403, "The role of this key may not do this");
  }
  auto query =
      Query::parse(question == std::string_view::npos ? std::string_view() : target.substr(question + 1));
  if (!query) co_return error_answer(query.error());
  if (!known_parameters(operation, *query)) co_return problem_answer(400, "There is no such query parameter");

  Call call{operation, match.path_values, *query, request, caller.key, caller.session.get()};
  co_return co_await run(call);
}

Api::Caller Api::caller_of(const http::Request& request) const {
  Caller caller;
  caller.key = parts_.keys.find(request.headers.find("Authorization"));
  if (caller.key != nullptr) return caller;
  caller.session = sessions_.find(request);
  if (caller.session) caller.key = &caller.session->key;
  return caller;
}

Task<void> Api::stop() {
  feed_.stop();
  co_await jobs_.stop_all();
  co_await history_.stop();
}

Task<http::Response> Api::run(const Call& call) {
  switch (call.operation.id) {
    case OperationId::get_health:
      co_return health();
    case OperationId::get_readiness:
      co_return readiness();
    case OperationId::get_metrics:
      parts_.control.refresh_figures();
      co_return text_answer("text/plain; version=0.0.4; charset=utf-8", parts_.metrics.expose());
    case OperationId::get_openapi:
      co_return text_answer("application/json", openapi());
    case OperationId::get_status:
      co_return status();
    case OperationId::pause_lane:
      co_return set_lane_paused(call, true);
    case OperationId::resume_lane:
      co_return set_lane_paused(call, false);
    case OperationId::list_deliveries:
      co_return co_await list_deliveries(call);
    case OperationId::show_delivery:
      co_return co_await show_delivery(call);
    case OperationId::retry_deliveries:
      co_return co_await retry_deliveries(call);
    case OperationId::discard_deliveries:
      co_return co_await discard_deliveries(call);
    case OperationId::count_results:
      co_return count_results(call);
    case OperationId::list_cases:
      co_return list_cases(call);
    case OperationId::hold_case:
      co_return co_await set_hold(call, true);
    case OperationId::release_case:
      co_return co_await set_hold(call, false);
    case OperationId::list_certificates:
      co_return co_await list_certificates(call);
    case OperationId::get_certificate_summary:
      co_return co_await summarize_certificates();
    case OperationId::get_certificate_key:
      co_return certificate_key(call);
    case OperationId::rotate_root:
      co_return co_await rotate_root();
    case OperationId::open_proof_session:
      co_return proof_session();
    case OperationId::erase_canary:
      co_return co_await erase_canary(call);
    case OperationId::retry_platform:
      co_return co_await retry_platform(call);
    case OperationId::reconcile:
      co_return co_await reconcile(call);
    case OperationId::fetch_cases:
      co_return co_await fetch_cases(call);
    case OperationId::list_mapping_versions:
      co_return co_await list_mapping_versions(call);
    case OperationId::show_mapping_version:
      co_return co_await show_mapping_version(call);
    case OperationId::check_mapping:
      co_return co_await check_mapping(call);
    case OperationId::publish_mapping:
      co_return co_await publish_mapping(call);
    case OperationId::roll_back_mapping:
      co_return co_await roll_back_mapping(call);
    default:
      co_return co_await run_for_console(call);
  }
}

// What only a page that stays open needs.
Task<http::Response> Api::run_for_console(const Call& call) {
  switch (call.operation.id) {
    case OperationId::open_session:
      co_return open_session(call);
    case OperationId::show_session:
      co_return show_session(call);
    case OperationId::close_session:
      co_return close_session(call);
    case OperationId::watch_live:
      co_return watch_live(call);
    case OperationId::get_history:
      co_return get_history(call);
    case OperationId::group_deliveries:
      co_return co_await group_deliveries(call);
    case OperationId::start_retry_job:
      co_return co_await start_job(call, Job::Action::retry);
    case OperationId::start_discard_job:
      co_return co_await start_job(call, Job::Action::discard);
    case OperationId::list_jobs:
      co_return list_jobs();
    case OperationId::show_job:
      co_return show_job(call);
    case OperationId::stop_job:
      co_return stop_job(call);
    case OperationId::preview_mapping:
      co_return co_await preview_mapping(call);
    case OperationId::show_workbench:
      co_return show_workbench(call);
    case OperationId::describe_target:
      co_return co_await describe_target(call);
    case OperationId::check_target:
      co_return co_await check_target(call);
    default:
      co_return problem_answer(404, "There is nothing here");
  }
}

http::Response Api::health() const {
  JsonWriter json;
  json.begin_object().member("status", "ok").end_object();
  return json_answer(200, json);
}

http::Response Api::readiness() const {
  const Result<void> ready = parts_.control.readiness();
  JsonWriter json;
  json.begin_object().member("status", ready ? "ok" : "not ready");
  if (!ready) json.member("reason", ready.error().message);
  json.end_object();
  return json_answer(ready ? 200 : 503, json);
}

Task<http::Response> Api::rotate_root() {
  const Result<void> rotated = co_await parts_.control.rotate_root();
  if (!rotated) co_return error_answer(rotated.error());
  JsonWriter json;
  json.begin_object().member("done", true).end_object();
  co_return json_answer(200, json);
}

http::Response Api::status() const {
  JsonWriter json;
  write_status(parts_.control.status(), parts_.clock.wall_now(), json);
  return json_answer(200, json);
}

}  // namespace hub::admin
