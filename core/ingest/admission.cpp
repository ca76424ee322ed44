#include "core/ingest/admission.hpp"

#include <algorithm>

#include "core/base/traceparent.hpp"
#include "core/ingest/attachments.hpp"

namespace hub::ingest {

namespace {

constexpr std::size_t kUsualCaseBytes =
    6 * 1024;  // most cases fit: no growing, copying and wiping on the way

std::optional<EventType> event_type(std::string_view text) {
  if (text == kCaseClosedType) return EventType::case_closed;
  if (text == kCaseUpdatedType) return EventType::case_updated;
  return std::nullopt;
}

Problem unknown_type(const Path& at) {
  Findings findings;
  findings.add(at.member("type"), "is no event type that the hub takes");
  return Problem(422, "unknown-type", "The hub does not take events of this type")
      .with_findings(std::move(findings));
}

Problem missing_data(const Path& at) {
  Findings findings;
  findings.add(at.member("data"), "is required, or dataref instead");
  return invalid_case(std::move(findings));
}

Problem case_too_large() {
  return Problem(413, "case-too-large", "The case is larger than the hub takes");
}

Problem fetched_no_json(const Path& at) {
  Findings findings;
  findings.add(at.member("dataref"), "does not lead to JSON");
  return Problem(422, "fetch-malformed", "What the event points at is not JSON")
      .with_findings(std::move(findings));
}

IncomingCase incoming_of(const EventRequest& request, EventType type, const CheckedCase& checked) {
  IncomingCase incoming;
  incoming.tenant = request.tenant;
  incoming.source = request.event.source;
  incoming.event_id = request.event.id;
  incoming.case_id = checked.case_id;
  incoming.session_id = checked.session_id;
  incoming.case_type = checked.case_type;
  incoming.type = type;
  incoming.time = request.event.time;
  incoming.traceparent = parse_traceparent(request.event.traceparent);
  incoming.closed_at = checked.closed_at;
  incoming.wait = request.wait;
  return incoming;
}

}  // namespace

Task<EventAnswer> Admission::admit(EventRequest request) {
  EventAnswer answer{std::string(request.event.id), {}, Accepted{}};
  answer.outcome = co_await admit_event(request, answer.case_id);
  const auto* problem = std::get_if<Problem>(&answer.outcome);
  const std::string_view case_id = answer.case_id.empty() ? request.event.subject : answer.case_id;
  if (problem && !problem->is_retryable() && is_case_id(case_id))
    intake_.note_refusal(request.tenant, case_id, problem->name);
  co_return answer;
}

Task<OrProblem<Accepted>> Admission::admit_event(const EventRequest& request, std::string& case_id) {
  const Path root;
  const Path at = event_path(root, request.is_batch, request.index);
  const auto type = event_type(request.event.type);
  if (!type) co_return unknown_type(at);
  CloudEvent event = request.event;
  if (!event.data && event.dataref.empty()) co_return missing_data(at);

  const DoorPolicy policy = intake_.policy_of(request.tenant);
  // What was taken before may be gone from where the event points: it must not fail for that.
  const auto is_known = [&] { return intake_.knows_event(request.tenant, event.source, event.id); };
  const Accepted duplicate{AcceptStatus::duplicate, std::nullopt};
  model::Arena arena;
  std::optional<Slots::Hold> slot;
  const MonotonicTime until = clock_.now() + limits_.fetch.deadline;
  if (!event.data) {
    if (is_known()) {
      if (is_case_id(event.subject)) case_id = event.subject;
      co_return duplicate;
    }
    if (!policy.allows_everything()) co_return refused_unseen(at);
    auto hold = co_await fetching_.take();
    slot.emplace(std::move(hold));
    auto problem = co_await fetch_data(request, at, until, arena, event);
    if (problem) co_return std::move(*problem);
  }

  Findings findings;
  const Path data_path = at.member("data");
  CheckedCase checked = check_case(*event.data, *type, policy.cleaning, data_path, arena, findings);
  case_id = checked.case_id;
  if (!findings.empty()) co_return invalid_case(std::move(findings));
  const auto admitted = ingest::admit(policy, checked, *type, clock_.wall_now(), data_path, arena);
  if (const auto* problem = std::get_if<Problem>(&admitted)) co_return *problem;
  checked.data = std::get<Admitted>(admitted).data;
  IncomingCase incoming = incoming_of(request, *type, checked);
  incoming.is_dropped = std::get<Admitted>(admitted).is_dropped;
  incoming.data.reserve(kUsualCaseBytes);
  model::write_json(checked.data, incoming.data);
  if (incoming.data.size() > limits_.case_bytes_max) co_return case_too_large();
  if (!incoming.is_dropped && !referenced_attachments(checked.data).empty()) {
    if (is_known()) co_return duplicate;
    if (!slot) {
      auto hold = co_await fetching_.take();
      slot.emplace(std::move(hold));
    }
    auto problem = co_await fetch_attachments(data_path, until, arena, checked.data);
    if (problem) co_return std::move(*problem);
    incoming.data.clear();
    model::write_json(checked.data, incoming.data);
  }
  slot.reset();
  auto accepted = co_await intake_.accept(std::move(incoming));
  if (!accepted.ok()) co_return problem_of(accepted.error());
  co_return std::move(*accepted);
}

Task<std::optional<Problem>> Admission::fetch_data(const EventRequest& request, const Path& at,
                                                   MonotonicTime until, model::Arena& arena,
                                                   CloudEvent& event) {
  std::string url(request.event.dataref);
  auto fetched = co_await fetcher_.fetch(std::move(url), limits_.fetch.document_bytes_max, until);
  if (const auto* failure = std::get_if<FetchFailure>(&fetched)) {
    co_return fetch_problem(*failure, at.member("dataref"));
  }
  auto data = parser_.parse(std::get<Buffer>(fetched).view(), arena);
  if (!data.ok()) co_return fetched_no_json(at);
  event.data = *data;
  co_return std::nullopt;
}

Task<std::optional<Problem>> Admission::fetch_attachments(const Path& data_path, MonotonicTime until,
                                                          model::Arena& arena, model::Value& data) {
  const auto references = referenced_attachments(data);
  const Path list_path = data_path.member("attachments");
  std::vector<Buffer> bytes;
  std::size_t left = limits_.fetch.attachments_bytes_max;
  for (const AttachmentReference& reference : references) {
    std::string url = reference.url;
    const std::size_t bytes_max = std::min(left, limits_.fetch.attachment_bytes_max);
    auto fetched = co_await fetcher_.fetch(std::move(url), bytes_max, until);
    if (const auto* failure = std::get_if<FetchFailure>(&fetched)) {
      const Path item_path = list_path.item(reference.index);
      co_return fetch_problem(*failure, item_path.member("ref"));
    }
    bytes.push_back(std::move(std::get<Buffer>(fetched)));
    left -= bytes.back().size();
  }
  data = with_attachment_bytes(data, references, bytes, arena);
  co_return std::nullopt;
}

}  // namespace hub::ingest
