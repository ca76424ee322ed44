#include "core/ingest/tracking_admission.hpp"

#include "core/ingest/tracking_check.hpp"

namespace hub::ingest {

namespace {

constexpr std::size_t kEventBytesMax = 4096;

Problem not_allowed(const Path& at) {
  Findings findings;
  const Path data = at.member("data");
  findings.add(data.member("session"), "holds what the tenant's policy does not allow here");
  return Problem(403, "policy-refused", "The tenant's policy does not allow tracking events here")
      .with_detail("nothing was kept of it")
      .with_findings(std::move(findings));
}

tracking::NewEvent new_event_of(const EventRequest& request) {
  const CloudEvent& event = request.event;
  tracking::NewEvent made;
  made.tenant = request.tenant;
  made.source = event.source;
  made.id = event.id;
  made.session = event.data->find("session")->text_at("id");
  model::write_json(*event.data, made.content);
  return made;
}

}  // namespace

std::optional<Problem> TrackingAdmission::problem_of_event(const EventRequest& request) const {
  const Path root;
  const Path at = event_path(root, request.is_batch, request.index);
  if (auto problem = tracking_problem(request.event, at)) return problem;
  const policy::Limit limit = intake_.policy_of(request.tenant).limit;
  if (!limit || *limit < model::DataClass::pseudonymous) return not_allowed(at);
  return std::nullopt;
}

Task<void> TrackingAdmission::admit(const std::vector<EventRequest>& requests,
                                    std::vector<EventAnswer>& answers) {
  std::vector<tracking::NewEvent> events;
  std::vector<std::size_t> indexes;
  for (const EventRequest& request : requests) {
    EventAnswer& answer = answers[request.index];
    answer.is_about_case = false;
    if (auto problem = problem_of_event(request)) {
      if (problem->name == "personal-data") answer.id.clear();  // which may be what is personal
      answer.outcome = std::move(*problem);
      continue;
    }
    tracking::NewEvent event = new_event_of(request);
    if (event.content.size() > kEventBytesMax) {
      answer.outcome = Problem(413, "event-too-large", "The event is larger than the hub takes");
      continue;
    }
    indexes.push_back(request.index);
    events.push_back(std::move(event));
  }
  const std::vector<Result<tracking::Taken>> taken = co_await tracking_.take(std::move(events));
  for (std::size_t i = 0; i < taken.size(); ++i) {
    OrProblem<Accepted>& outcome = answers[indexes[i]].outcome;
    if (!taken[i].ok())
      outcome = problem_of(taken[i].error());
    else
      outcome =
          Accepted{*taken[i] == tracking::Taken::accepted ? AcceptStatus::accepted : AcceptStatus::duplicate,
                   std::nullopt};
  }
}

}  // namespace hub::ingest
