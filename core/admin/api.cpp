#include "core/admin/api.hpp"

#include "core/admin/answer.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/foreign.hpp"
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

Match match_of(const http::Request& request) {
  const std::string_view target(request.url);
  return match_operation(request.method, target.substr(0, target.find('?')));
}

std::string_view query_of(const http::Request& request) {
  const std::string_view target(request.url);
  const std::size_t question = target.find('?');
  return question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
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
  Match match = match_of(request);
  if (match.operation == nullptr) co_return not_found(match);
  Caller caller;
  if (match.operation->rights.needs_key) {
    auto asking = caller_of(request);
    auto found = co_await std::move(asking);
    if (!found) co_return error_answer(found.error());
    caller = std::move(*found);
    if (!caller.key) co_return unauthenticated();
  }
  auto handling = handle_for(std::move(caller), std::move(match), std::move(request), parts_.elsewhere);
  co_return co_await std::move(handling);
}

Task<http::Response> Api::handle_asked(http::Request request, AdminKey key) {
  Match match = match_of(request);
  if (match.operation == nullptr) co_return not_found(match);
  Caller caller{std::make_shared<const AdminKey>(std::move(key)), nullptr};
  auto handling = handle_for(std::move(caller), std::move(match), std::move(request), nullptr);
  co_return co_await std::move(handling);
}

Task<http::Response> Api::handle_for(Caller caller, Match match, http::Request request,
                                     Elsewhere* elsewhere) {
  const Operation& operation = *match.operation;
  auto query = Query::parse(query_of(request));
  if (!query) co_return error_answer(query.error());
  if (!known_parameters(operation, *query)) co_return problem_answer(400, "There is no such query parameter");
  if (caller.key && !caller.key->reach.is_everything()) hide_foreign(*caller.key, match, *query, request);

  std::string outcome;
  const Call call{operation,        match.path_values,    *query,           request,
                  caller.key.get(), caller.session.get(), parts_.hierarchy, outcome};
  if (elsewhere != nullptr && caller.key && !refusal(call)) {
    if (auto address = elsewhere->address_of(named_tenant(match, *query, request.body))) {
      auto asking = elsewhere->ask(std::move(*address), std::move(request), *caller.key);
      co_return co_await std::move(asking);
    }
  }
  co_return co_await answer(call);
}

Task<http::Response> Api::answer(const Call& call) {
  if (call.operation.rights.needs_key) {
    auto refused = refusal(call);
    if (refused && call.operation.is_audited) co_return co_await note_refused(call, std::move(*refused));
    if (refused) co_return std::move(*refused);
  }
  if (call.operation.is_audited) co_return co_await run_noted(call);
  co_return co_await run(call);
}

std::optional<http::Response> Api::refusal(const Call& call) {
  if (call.session && call.request.method != "GET" && !comes_from_own_page(call.request))
    return problem_answer(403, "This did not come from the console");
  if (!call.operation.rights.has(call.key->role))
    return problem_answer(403, "The role of this key may not do this");
  if (call.operation.rights.concern == Concern::hub && !call.reaches_everything())
    return problem_answer(403, "This is about the hub as a whole",
                          "the key reaches only some of its tenants");
  return std::nullopt;
}

void Api::hide_foreign(const AdminKey& key, Match& match, Query& query, http::Request& request) const {
  const SeesTenant sees = [&](std::string_view tenant) { return parts_.hierarchy.covers(key.reach, tenant); };
  hide_foreign_in_path(sees, match);
  hide_foreign_in_query(sees, query);
  if (!match.operation->body.empty()) hide_foreign_in_body(sees, request.body);
}

Task<Result<Api::Caller>> Api::caller_of(const http::Request& request) {
  constexpr std::string_view kScheme = "Bearer ";
  Caller caller;
  const auto authorization = request.headers.find("Authorization");
  if (authorization && authorization->starts_with(kScheme)) {
    auto checking = key_check_.check(std::string(authorization->substr(kScheme.size())));
    auto key = co_await std::move(checking);
    if (!key) co_return std::move(key).error();
    caller.key = std::move(*key);
  }
  if (caller.key) co_return caller;
  caller.session = parts_.sessions.find(request);
  if (!caller.session) co_return caller;
  caller.key = caller.session->person;
  // A session ends with its key.
  if (!caller.key) caller.key = parts_.keys.by_id(caller.session->key_id, parts_.clock.wall_now());
  co_return caller;
}

Task<void> Api::stop() {
  for (const auto& [reach, feed] : feeds_) feed->stop();
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
      co_return status(call);
    case OperationId::pause_lane:
      co_return co_await set_lane_paused(call, true);
    case OperationId::resume_lane:
      co_return co_await set_lane_paused(call, false);
    case OperationId::list_deliveries:
      co_return co_await list_deliveries(call);
    case OperationId::show_delivery:
      co_return co_await show_delivery(call);
    case OperationId::retry_deliveries:
      co_return co_await retry_deliveries(call);
    case OperationId::discard_deliveries:
      co_return co_await discard_deliveries(call);
    case OperationId::count_results:
      co_return co_await count_results(call);
    case OperationId::list_cases:
      co_return list_cases(call);
    case OperationId::hold_case:
      co_return co_await set_hold(call, true);
    case OperationId::release_case:
      co_return co_await set_hold(call, false);
    case OperationId::erase_case:
      co_return co_await erase_case(call);
    case OperationId::list_certificates:
      co_return co_await list_certificates(call);
    case OperationId::get_certificate_summary:
      co_return co_await summarize_certificates();
    case OperationId::get_certificate_key:
      co_return certificate_key(call);
    case OperationId::rotate_root:
      co_return co_await rotate_root();
    case OperationId::make_backup:
      co_return co_await make_backup(call);
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

// What mostly the console asks for.
Task<http::Response> Api::run_for_console(const Call& call) {
  switch (call.operation.id) {
    case OperationId::open_session:
      co_return co_await open_session(call);
    case OperationId::show_session:
      co_return show_session(call);
    case OperationId::close_session:
      co_return close_session(call);
    case OperationId::show_sign_in:
      co_return show_sign_in();
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
      co_return list_jobs(call);
    case OperationId::show_job:
      co_return show_job(call);
    case OperationId::stop_job:
      co_return stop_job(call);
    case OperationId::search_cases:
      co_return co_await search_cases(call);
    case OperationId::open_case:
      co_return co_await open_case(call);
    case OperationId::delete_case:
      co_return co_await delete_case(call);
    case OperationId::preview_mapping:
      co_return co_await preview_mapping(call);
    case OperationId::show_workbench:
      co_return show_workbench(call);
    case OperationId::describe_target:
      co_return co_await describe_target(call);
    case OperationId::check_target:
      co_return co_await check_target(call);
    case OperationId::note_proof:
      co_return note_proof(call);
    case OperationId::get_proof:
      co_return last_proof();
    default:
      co_return co_await run_for_administrators(call);
  }
}

// Who may do what, and what the hub works with.
Task<http::Response> Api::run_for_administrators(const Call& call) {
  switch (call.operation.id) {
    case OperationId::list_keys:
      co_return list_keys(call);
    case OperationId::add_key:
      co_return co_await add_key(call);
    case OperationId::remove_key:
      co_return co_await remove_key(call);
    case OperationId::list_resources:
      co_return list_resources(call);
    case OperationId::list_connectors:
      co_return list_connectors();
    case OperationId::apply_resources:
      co_return co_await apply_resources(call);
    case OperationId::list_secrets:
      co_return list_secrets(call);
    case OperationId::set_secret:
      co_return co_await put_secret(call, true);
    case OperationId::rotate_secret:
      co_return co_await put_secret(call, false);
    case OperationId::remove_secret:
      co_return co_await remove_secret(call);
    case OperationId::begin_removal:
      co_return co_await begin_removal(call);
    case OperationId::show_removal:
      co_return co_await show_removal(call);
    case OperationId::finish_removal:
      co_return co_await finish_removal(call);
    case OperationId::remove_partner:
      co_return co_await remove_partner(call);
    case OperationId::show_cell:
      co_return show_cell();
    case OperationId::give_move:
      co_return co_await give_move(call);
    case OperationId::take_move:
      co_return co_await take_move(call);
    case OperationId::get_log_level:
      co_return show_log_level();
    case OperationId::set_log_level:
      co_return set_log_level(call);
    case OperationId::list_audit:
      co_return co_await list_audit(call);
    case OperationId::list_tracking:
      co_return list_tracking(call);
    case OperationId::purge_tracking:
      co_return co_await purge_tracking(call);
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

Task<http::Response> Api::make_backup(const Call& call) {
  const Result<store::Backup> made = co_await parts_.control.back_up();
  if (!made) co_return error_answer(made.error());
  parts_.log.info("a backup was made", {log::resource("key", call.key->name),
                                        log::count("bytes", static_cast<std::int64_t>(made->bytes))});
  JsonWriter json;
  json.begin_object().member("folder", made->folder).member("made_at", made->made_at);
  json.member("bytes", static_cast<std::int64_t>(made->bytes)).end_object();
  co_return json_answer(200, json);
}

http::Response Api::status(const Call& call) const {
  Status status = parts_.control.status();
  if (!call.reaches_everything()) narrow(status, [&](const std::string& name) { return call.reaches(name); });
  JsonWriter json;
  write_status(status, parts_.clock.wall_now(), json);
  return json_answer(200, json);
}

}  // namespace hub::admin
