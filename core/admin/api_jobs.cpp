// Jobs: what is done to many dead letters at once.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/dead_letter_request.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kChosenMax = 1'000'000;

void write_job(const Job& job, JsonWriter& json) {
  json.begin_object().member("id", job.id).member("action", to_string(job.action));
  json.member("state", to_string(job.state)).member("by", job.by);
  json.member("mapping_version", job.mapping_version);
  json.member("began", job.began).member("ended", job.ended);
  json.member("chosen", job.chosen).member("handled", job.handled).member("moved", job.moved);
  if (!job.problem.empty()) json.member("problem", job.problem);
  json.name("results").begin_object();
  json.member("gone", job.results.gone).member("confirmed", job.results.confirmed);
  json.member("dead_letters", job.results.dead_letters).member("discarded", job.results.discarded);
  json.member("under_way", job.results.under_way).end_object().end_object();
}

// What is told of a job is of all its deliveries, so that it is for those who reach as far.
bool is_seen(const Job& job, const Reach& reach) {
  return reach.is_everything() || job.reach == reach;
}

http::Response unknown_job() {
  return problem_answer(404, "There is no such job", "jobs are forgotten when the hub restarts");
}

}  // namespace

Task<http::Response> Api::start_job(const Call& call, Job::Action action) {
  const auto request = read_dead_letter_request(call.request, parts_.clock.wall_now());
  if (!request) co_return error_answer(request.error());
  if (request->dry_run) co_return problem_answer(400, "Bad request", "a job is no dry run");
  if (request->mapping_version && action == Job::Action::discard)
    co_return problem_answer(400, "Bad request", "a discard takes no mapping");
  auto chosen = co_await chosen_deliveries(call, *request, kChosenMax);
  if (!chosen) co_return error_answer(chosen.error());
  const auto job =
      jobs_.start({action, call.key->name, std::move(*chosen), request->mapping_version, call.key->reach});
  if (!job) co_return error_answer(job.error());
  call.outcome = "job " + (*job)->id + ", " + std::to_string((*job)->chosen) + " deliveries";
  const std::initializer_list<log::Field> fields = {log::resource("key", call.key->name),
                                                    log::count("deliveries", (*job)->chosen)};
  if (action == Job::Action::retry)
    parts_.log.info("a retry of deliveries was begun by an operator", fields);
  else
    parts_.log.warning("a discard of deliveries was begun by an administrator", fields);
  history_.mark(std::string(to_string(action)), {}, {}, call.key->name);
  JsonWriter json;
  write_job(**job, json);
  co_return json_answer(200, json);
}

http::Response Api::list_jobs(const Call& call) {
  JsonWriter json;
  json.begin_object().name("jobs").begin_array();
  for (const auto& job : jobs_.list())
    if (is_seen(*job, call.key->reach)) write_job(*job, json);
  json.end_array().end_object();
  return json_answer(200, json);
}

http::Response Api::show_job(const Call& call) {
  const auto job = jobs_.find(call.path_values.front());
  if (!job || !is_seen(*job, call.key->reach)) return unknown_job();
  JsonWriter json;
  write_job(*job, json);
  return json_answer(200, json);
}

http::Response Api::stop_job(const Call& call) {
  const auto job = jobs_.find(call.path_values.front());
  if (!job || !is_seen(*job, call.key->reach)) return unknown_job();
  if (job->action == Job::Action::discard && call.key->role != Role::admin)
    return problem_answer(403, "Only an administrator stops a discard");
  jobs_.stop(job->id);
  parts_.log.info("a job was stopped by an operator", {log::resource("key", call.key->name)});
  JsonWriter json;
  write_job(*job, json);
  return json_answer(200, json);
}

}  // namespace hub::admin
