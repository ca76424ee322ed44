#include "core/ingest/front_door.hpp"

#include "core/ingest/answers.hpp"
#include "core/ingest/routes.hpp"

namespace hub::ingest {

namespace {

constexpr std::chrono::seconds kFullDoorWait{1};

// Counts a request's bytes for as long as it is handled.
class BytesHold {
 public:
  BytesHold(std::size_t& total, std::size_t bytes) : total_(total), bytes_(bytes) { total_ += bytes_; }
  BytesHold(const BytesHold&) = delete;
  BytesHold& operator=(const BytesHold&) = delete;
  ~BytesHold() { total_ -= bytes_; }

 private:
  std::size_t& total_;
  std::size_t bytes_;
};

// Of the request as a whole. An event's own, in the extension, goes before it.
std::string_view trace_of_request(const http::Headers& headers) {
  constexpr std::string_view kTraceHeader = "traceparent";
  return headers.count(kTraceHeader) == 1 ? *headers.find(kTraceHeader) : std::string_view();
}

}  // namespace

// Lives until the last of its events is answered, even when nobody waits for the answer any more.
struct FrontDoor::Batch {
  explicit Batch(Executor executor) : all_answered(executor) {}

  model::Arena arena;
  std::vector<EventAnswer> answers;
  std::size_t open = 0;
  Event all_answered;
};

FrontDoor::FrontDoor(Parts parts, FrontDoorSettings settings)
    : parts_(std::move(parts)),
      settings_(settings),
      admission_(parts_.intake, parts_.fetcher, parts_.clock, parts_.executor, settings.limits),
      tracking_(parts_.intake, parts_.tracking),
      rates_(parts_.clock, settings.rate) {}

Task<http::Response> FrontDoor::handle(http::Request request, const http::Peer& peer) {
  ++counts_.requests;
  Routed routed = route(request);
  if (routed.route == Route::answered) co_return std::move(routed.answer);
  co_return co_await take_events(std::move(request), peer, routed.route == Route::take_tracking);
}

const Credential* FrontDoor::authenticate(const http::Request& request, const http::Peer& peer) {
  for (const auto& verifier : parts_.verifiers) {
    const Verification verification = verifier->verify(request, peer, parts_.credentials);
    if (verification.outcome == Verification::Outcome::proven) return verification.credential;
    if (verification.outcome == Verification::Outcome::refused) return nullptr;
  }
  return nullptr;
}

Task<http::Response> FrontDoor::take_events(http::Request request, const http::Peer& peer, bool is_tracking) {
  DoorCounts::Events& counts = is_tracking ? counts_.tracking : counts_.cases;
  if (body_bytes_in_flight_ + request.body.size() > settings_.body_bytes_in_flight_max) {
    co_return problem_answer(busy(kFullDoorWait));
  }
  const BytesHold bytes(body_bytes_in_flight_, request.body.size());
  const Credential* const credential = authenticate(request, peer);
  if (!credential) {
    ++counts_.unauthenticated;
    co_return problem_answer(unauthenticated());
  }
  auto batch = std::make_shared<Batch>(parts_.executor);
  auto read = read_events(request, settings_.batch_events_max, parser_, batch->arena);
  if (const auto* problem = std::get_if<Problem>(&read)) {
    ++counts.rejected;
    co_return problem_answer(*problem);
  }
  auto& events = std::get<ReadRequest>(read);
  const std::string_view trace = trace_of_request(request.headers);
  for (ReadEvent& item : events.events)
    if (auto* event = std::get_if<CloudEvent>(&item.event); event && event->traceparent.empty())
      event->traceparent = trace;
  if (const auto rate_wait = rates_.wait_for(credential->name, events.events.size())) {
    ++counts_.rate_limited;
    co_return problem_answer(too_many(*rate_wait));
  }
  const auto wait = is_tracking ? std::nullopt : preferred_wait(request.headers, settings_.wait_max);
  std::vector<EventRequest> to_admit;
  sort_out(events, *credential, wait, *batch, to_admit);
  co_await admit_all(batch, std::move(to_admit), is_tracking);
  count(batch->answers, counts);
  http::Response answer =
      events.is_batch ? batch_answer(batch->answers) : single_answer(batch->answers.front());
  if (wait) answer.headers.add("Preference-Applied", "wait=" + std::to_string(wait->count()));
  co_return answer;
}

Task<EventAnswer> FrontDoor::admit_own(std::string tenant, CloudEvent event) {
  EventRequest request{event, std::move(tenant), false, 0, std::nullopt};
  EventAnswer answer = co_await admission_.admit(std::move(request));
  count({answer}, counts_.cases);
  co_return answer;
}

Task<void> FrontDoor::admit_all(std::shared_ptr<Batch> batch, std::vector<EventRequest> events,
                                bool is_tracking) {
  if (is_tracking) {
    co_await tracking_.admit(events, batch->answers);
  } else if (events.size() == 1) {
    EventRequest event = std::move(events.front());
    const std::size_t index = event.index;
    batch->answers[index] = co_await admission_.admit(std::move(event));
  } else if (!events.empty()) {
    batch->open = events.size();
    for (EventRequest& event : events) {
      const std::size_t index = event.index;
      spawn(parts_.executor, admit_into(batch, index, std::move(event)));
    }
    co_await batch->all_answered.wait();
  }
}

// All events of a batch are under way at once, so that they share the store's commits.
Task<void> FrontDoor::admit_into(std::shared_ptr<Batch> batch, std::size_t index, EventRequest event) {
  batch->answers[index] = co_await admission_.admit(std::move(event));
  if (--batch->open == 0) batch->all_answered.set();
}

void FrontDoor::sort_out(const ReadRequest& read, const Credential& credential,
                         std::optional<std::chrono::seconds> wait, Batch& batch,
                         std::vector<EventRequest>& to_admit) {
  batch.answers.reserve(read.events.size());
  for (const ReadEvent& item : read.events) {
    const std::size_t index = batch.answers.size();
    const auto* event = std::get_if<CloudEvent>(&item.event);
    const std::string* tenant = event ? credential.tenant_of(event->source) : nullptr;
    if (event && tenant) {
      batch.answers.push_back({std::string(item.id), {}, Accepted{}});
      to_admit.push_back({*event, *tenant, read.is_batch, index, wait});
    } else {
      batch.answers.push_back(
          {std::string(item.id), {}, event ? wrong_tenant() : std::get<Problem>(item.event)});
    }
  }
}

void FrontDoor::count(const std::vector<EventAnswer>& answers, DoorCounts::Events& counts) {
  for (const EventAnswer& answer : answers) {
    const auto* accepted = std::get_if<Accepted>(&answer.outcome);
    if (!accepted) {
      ++counts.rejected;
    } else if (accepted->status == AcceptStatus::duplicate) {
      ++counts.duplicates;
    } else {
      ++counts.accepted;
    }
  }
}

}  // namespace hub::ingest
