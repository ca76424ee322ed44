#include "tools/hubd/engine_intake.hpp"

#include "core/async/event.hpp"

namespace hub::hubd {

namespace {

// In which a tenant has come to its next node, as a rule; and between two looks.
constexpr milliseconds kPatience{3'000}, kPause{100};

// Nobody has taken the event: its tenant was on its way, or had just gone.
bool may_come(const Error& error) {
  return error.code == "tenant_moving" || error.code == "tenant_elsewhere";
}

}  // namespace

Task<Result<ingest::Accepted>> EngineIntake::accept(ingest::IncomingCase incoming) {
  const MonotonicTime until = clock_.now() + kPatience;
  for (;;) {
    if (store_.is_away()) co_return transient_error("database_away", "the database of the store is away");
    auto offering = fleet_ ? offer(incoming) : accept_here(incoming);
    auto accepted = co_await std::move(offering);
    const bool is_over = accepted.ok() || !may_come(accepted.error()) || incoming.data.size() == 0;
    if (!fleet_ || is_over || clock_.now() + kPause > until) co_return accepted;
    co_await sleep_for(clock_, kPause);
  }
}

Task<Result<ingest::Accepted>> EngineIntake::offer(ingest::IncomingCase& incoming) {
  auto finding = fleet_->find(incoming.tenant);
  auto owner = co_await std::move(finding);
  if (!owner.ok()) co_return owner.error();
  if (!fleet_->is_this(*owner)) {
    auto forwarding = fleet_->forward(std::move(*owner), incoming);
    co_return co_await std::move(forwarding);
  }
  auto accepting = accept_here(incoming);
  co_return co_await std::move(accepting);
}

Task<Result<ingest::Accepted>> EngineIntake::accept_forwarded(ingest::IncomingCase incoming) {
  if (store_.is_away()) co_return transient_error("database_away", "the database of the store is away");
  auto finding = fleet_->find(incoming.tenant);
  const auto owner = co_await std::move(finding);
  if (!owner.ok()) co_return owner.error();
  if (!fleet_->is_this(*owner))
    co_return transient_error("tenant_elsewhere", "this node does not have the tenant any more");
  auto accepting = accept_here(incoming);
  co_return co_await std::move(accepting);
}

Task<Result<ingest::Accepted>> EngineIntake::accept_here(ingest::IncomingCase& incoming) {
  delivery::NewEvent event;
  event.tenant = incoming.tenant;
  event.source = incoming.source;
  event.event_id = incoming.event_id;
  event.case_id = incoming.case_id;
  event.session_id = incoming.session_id;
  event.case_type = incoming.case_type;
  event.type = ingest::to_string(incoming.type);
  event.time = incoming.time;
  event.traceparent = incoming.traceparent;
  event.data = incoming.data.view();
  event.happened_at = incoming.closed_at;
  event.is_update = incoming.type == ingest::EventType::case_updated;
  event.is_refused = incoming.is_dropped;
  event.waits = incoming.wait.has_value();
  if (incoming.wait) event.patience = *incoming.wait;
  const auto taken = co_await engine_.accept(std::move(event));
  if (!taken.ok()) co_return taken.error();
  ingest::Accepted accepted;
  accepted.is_confirmed = taken->is_confirmed;
  if (incoming.is_dropped) accepted.status = ingest::AcceptStatus::refused;
  if (taken->is_duplicate) accepted.status = ingest::AcceptStatus::duplicate;
  if (incoming.wait && taken->row != 0) {
    incoming.data.clear();  // sealed by now: the sender may wait long, clear content must not
    accepted.certificate = co_await engine_.wait_settled(taken->row, clock_.now() + *incoming.wait);
  }
  co_return accepted;
}

}  // namespace hub::hubd
