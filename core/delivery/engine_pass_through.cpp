// Engine: cases of tenants that let nothing be held. They live in memory until every required target has
// confirmed them, and the caller is told only then; if they do not arrive, the case is still the caller's.
//
// Nothing tells a later process, or a later try, what was sent before. So every case that passes through is
// taken for one that was sent already: a target that would take one key twice is asked first.
#include <algorithm>

#include "core/delivery/case_document.hpp"
#include "core/delivery/day.hpp"
#include "core/delivery/engine_batch.hpp"

namespace hub::delivery {

using store::CaseKind;
using store::DeliveryState;

namespace {

bool is_under_way(const store::LiveCase& entry) {
  return std::ranges::any_of(entry.deliveries, [](const store::LiveDelivery& delivery) {
    return delivery.state == DeliveryState::sent;
  });
}

// Of required targets. The others get as many tries as the time for these allows.
bool has_arrived(const store::LiveCase& entry) {
  return std::ranges::all_of(entry.deliveries, [](const store::LiveDelivery& delivery) {
    return !delivery.required || delivery.state == DeliveryState::confirmed;
  });
}

bool is_over(const store::LiveCase& entry) {
  return std::ranges::all_of(entry.deliveries, [](const store::LiveDelivery& delivery) {
    return delivery.state == DeliveryState::confirmed || delivery.state == DeliveryState::dead_letter ||
           delivery.state == DeliveryState::refused;
  });
}

}  // namespace

// The turn is held to the end: a second try waits for what the first one still has under way.
Task<Result<Accepted>> Engine::pass_through(const Tenant& tenant, NewEvent event, EventRefs refs) {
  const MonotonicTime deadline =
      parts_.clock.now() + std::min(event.patience.value_or(settings_.pass_through), settings_.pass_through);
  const auto turn = co_await turns_.take(refs.case_ref);
  if (auto known = known_passing(tenant, event, refs)) {
    if (known->ok() && (*known)->is_duplicate) ++duplicates_;
    co_return *std::move(known);
  }
  if (stopping_.is_set()) co_return transient_error("stopping", "the hub is stopping");
  const store::CaseRow row = begin_passing(tenant, event, refs);
  const bool arrived = co_await watch_passing(row, deadline);
  const std::optional<Error> refusal = std::move(passing_.at(row)->refusal);
  end_passing(tenant, row, arrived);
  if (arrived) co_return Accepted{false, 0, true};
  if (!refusal) co_return transient_error("not_confirmed", "the targets have not confirmed the case in time");
  Error refused = *refusal;
  refused.kind = ErrorKind::invalid;
  refused.code = "target_refused";
  co_return refused;
}

std::optional<Result<Accepted>> Engine::known_passing(const Tenant& tenant, const NewEvent& event,
                                                      const EventRefs& refs) {
  const auto known = book_.find_case(refs.case_ref);
  // With a certificate, or still here, it came before the tenant let its cases pass through.
  const bool has_passed = known && known->rows.empty() && known->aside.empty() && known->certificate < 0;
  if (const auto seen = book_.find_event(refs.event_ref)) {
    if (!seen->is_of(refs.fingerprint))
      return invalid_error("content_conflict", "an event with this id was taken with other content");
    return Accepted{true, seen->row, has_passed};
  }
  const bool is_wanted = event.is_update ? tenant.allows_updates : !known;
  if (is_wanted) return std::nullopt;
  return Accepted{true, 0, has_passed};
}

store::CaseRow Engine::begin_passing(const Tenant& tenant, const NewEvent& event, const EventRefs& refs) {
  store::LiveCase entry;
  entry.row = --last_passing_;
  entry.tenant = tenant.id;
  entry.kind = event.is_update ? CaseKind::update : CaseKind::closed;
  entry.case_ref = refs.case_ref;
  entry.event_ref = refs.event_ref;
  entry.fingerprint = refs.fingerprint;
  entry.received_at = entry.hold_until = parts_.clock.wall_now();
  const auto lost = lost_passings_.find(refs.case_ref);
  for (const store::LaneId lane : tenant.lanes) {
    LaneParts& parts = *lanes_.at(lane);
    parts.doubts->open(entry.row, lost == lost_passings_.end() ? made_at_ : lost->second);
    entry.deliveries.push_back({lane, parts.current.version, parts.required});
  }
  passing_.emplace(entry.row, std::make_shared<Passing>(document_of(event), parts_.executor));
  book_.add(entry);
  queue(entry, milliseconds(0));
  return entry.row;
}

// Looks again whenever a batch with the case has ended. What is under way at the deadline ends first: it may
// still arrive, and nobody else may try meanwhile.
Task<bool> Engine::watch_passing(store::CaseRow row, MonotonicTime deadline) {
  const std::shared_ptr<Passing> passing = passing_.at(row);
  for (;;) {
    const store::LiveCase& entry = *book_.find(row);
    if (!is_under_way(entry)) {
      const bool is_late = parts_.clock.now() >= deadline || stopping_.is_set();
      if (is_over(entry) || passing->refusal || is_late) co_return has_arrived(entry);
    }
    passing->changed.reset();
    if (parts_.clock.now() < deadline)
      (void)co_await passing->changed.wait_until(parts_.clock, deadline);
    else
      co_await passing->changed.wait();
  }
}

void Engine::end_passing(const Tenant& tenant, store::CaseRow row, bool has_arrived) {
  const model::KeyedHash case_ref = book_.find(row)->case_ref;
  for (const store::LaneId lane : tenant.lanes) lanes_.at(lane)->doubts->close(row);
  passing_.erase(row);
  if (passing_.empty() && stopping_.is_set()) none_passes_.set();
  lost_passings_.erase(case_ref);
  if (!has_arrived) {
    book_.drop(row);
    lost_passings_[case_ref] = parts_.clock.now();
    return;
  }
  ++passed_;
  const auto today = day_of(parts_.clock.wall_now());
  book_.remove(row, today + tenant.tombstone_days, -1);
}

void Engine::forget_old_passings() {
  milliseconds longest{0};
  for (const auto& [id, lane] : lanes_) longest = std::max(longest, lane->doubts->blind_time());
  std::erase_if(lost_passings_, [&](const auto& lost) { return lost.second + longest < parts_.clock.now(); });
}

void Engine::prepare_passing(LaneParts& lane, Batch& batch, store::CaseRow row) {
  const auto passing = passing_.find(row);
  const store::LiveCase* entry = book_.find(row);
  const store::LiveDelivery* delivery = book_.find(store::DeliveryKey{row, lane.id});
  if (passing == passing_.end() || !entry || !delivery) return;
  if (delivery->state == DeliveryState::confirmed || delivery->state == DeliveryState::sent) return;
  const std::string_view text = passing->second->document.view();
  auto records = map_case(lane, *entry, *delivery, text, batch);
  opened_.reset();
  batch.content_bytes += text.size();
  if (records.ok())
    add_to(batch, lane, *entry, *delivery, std::move(*records));
  else
    batch.failed_early.emplace_back(row, std::move(records).error());
}

void Engine::tell_passing(const std::vector<store::CaseRow>& rows) {
  for (const store::CaseRow row : rows) {
    if (const auto passing = passing_.find(row); passing != passing_.end()) passing->second->changed.set();
  }
}

}  // namespace hub::delivery
