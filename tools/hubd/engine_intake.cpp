#include "tools/hubd/engine_intake.hpp"

namespace hub::hubd {

Task<Result<ingest::Accepted>> EngineIntake::accept(ingest::IncomingCase incoming) {
  if (store_.is_away()) co_return transient_error("database_away", "the database of the store is away");
  delivery::NewEvent event;
  event.tenant = incoming.tenant;
  event.source = incoming.source;
  event.event_id = incoming.event_id;
  event.case_id = incoming.case_id;
  event.session_id = incoming.session_id;
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
