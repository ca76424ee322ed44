// Engine: the end of a case. Certified, keys destroyed, rows gone, whatever the reason was.
#include <algorithm>
#include <unordered_set>

#include "core/base/unused_stack.hpp"
#include "core/delivery/day.hpp"
#include "core/delivery/engine_parts.hpp"

namespace hub::delivery {

using store::DeliveryState;

namespace {
bool is_final(DeliveryState state) {
  return state == DeliveryState::confirmed || state == DeliveryState::dead_letter ||
         state == DeliveryState::discarded || state == DeliveryState::refused;
}
}  // namespace

// Every required target has confirmed or was discarded by a person; the others have confirmed or were given
// up.
std::optional<Outcome> Engine::outcome_of(const store::LiveCase& entry) {
  if (entry.deliveries.empty()) return Outcome::refused;  // at the door: nothing of it was kept
  Outcome outcome = Outcome::delivered;
  for (const store::LiveDelivery& delivery : entry.deliveries) {
    if (!is_final(delivery.state)) return std::nullopt;
    if (delivery.required && delivery.state == DeliveryState::dead_letter) return std::nullopt;
    if (delivery.required && delivery.state == DeliveryState::discarded) outcome = Outcome::discarded;
    if (delivery.required && delivery.state == DeliveryState::refused) outcome = Outcome::refused;
  }
  return outcome;
}

CaseCertificate Engine::certificate_of(const store::LiveCase& entry, Outcome outcome, WallTime now) const {
  CaseCertificate certificate;
  certificate.tenant = tenants_by_id_.at(entry.tenant)->name;
  certificate.case_ref = entry.case_ref;
  certificate.outcome = outcome;
  certificate.is_update = is_news(entry.kind);
  certificate.is_of_metadata = entry.kind == store::CaseKind::metadata;
  certificate.received = entry.received_at;
  certificate.settled = now;
  if (const auto outlives = parts_.vault.outlives_deletion(); outlives.count() > 0)
    certificate.key_due = now + outlives;
  certificate.held_from = entry.retention->held_from;
  certificate.held_to = entry.retention->held_to;
  for (const store::LiveDelivery& delivery : entry.deliveries) {
    const LaneParts& lane = *lanes_.at(delivery.lane);
    TargetCertificate target;
    target.target = lane.target;
    target.mapping = delivery.mapping;
    target.accepted_mapping = delivery.notes->accepted_mapping;
    target.state = to_string(delivery.state);
    target.redactions = delivery.notes->redactions;
    if (delivery.state == DeliveryState::confirmed) {
      target.level = model::level_of(lane.confirmation);
      target.at = delivery.confirmed_at() == WallTime{} ? now : delivery.confirmed_at();
    } else {
      target.level = "none";
      target.at = now;
    }
    certificate.targets.push_back(std::move(target));
  }
  name_rules(entry, certificate);
  return certificate;
}

store::Settlement Engine::begin_settlement(store::LiveCase& entry, Outcome outcome) {
  HUB_ASSERT(entry.state != store::CaseState::deleting && !entry.retention->is_held());
  entry.state = store::CaseState::deleting;  // nobody else settles it meanwhile
  ending_[entry.row] = outcome;
  const WallTime now = parts_.clock.wall_now();
  store::Settlement settlement;
  settlement.row = entry.row;
  settlement.slot = entry.slot;
  settlement.case_ref = past_ref_of(entry);
  settlement.event_ref = entry.event_ref;
  settlement.fingerprint = entry.fingerprint;
  settlement.merged.assign(entry.merged.begin(), entry.merged.end());
  settlement.tenant = entry.tenant;
  settlement.day = day_of(now) + tenants_by_id_.at(entry.tenant)->tombstone_days;
  settlement.certificate = to_json(certificate_of(entry, outcome, now));
  settlement.outcome = to_string(outcome);
  if (parts_.source && entry.kind == store::CaseKind::closed)
    settlement.source_tasks = parts_.source->tasks_of(entry.tenant, outcome_of(entry) == Outcome::delivered);
  return settlement;
}

Task<bool> Engine::settle(std::vector<store::Settlement> settlements) {
  const std::vector<store::Settlement> settling = settlements;
  auto settled = co_await parts_.outbox.settle(std::move(settlements));
  if (!settled.ok()) {
    for (const store::Settlement& one : settling) {
      book_.find(one.row)->state = store::CaseState::live;
      ending_.erase(one.row);
    }
    co_return false;
  }
  std::unordered_map<store::CaseRow, std::int64_t> certificates;
  std::unordered_set<store::CaseRow> aside;  // what follows them did not wait for them
  for (const store::Certified& one : *settled) certificates[one.row] = one.certificate;
  for (const store::Settlement& one : settling) {
    for (const store::LaneId lane : tenants_by_id_.at(one.tenant)->lanes) {
      lanes_.at(lane)->doubts->close(one.row);
    }
    const auto certificate = certificates.find(one.row);
    if (book_.is_aside(one.row)) aside.insert(one.row);
    book_.remove(one.row, one.day, certificate == certificates.end() ? -1 : certificate->second);
    if (const auto wait = waits_.find(one.row); wait != waits_.end()) {
      wait->second->certificate = one.certificate;
      wait->second->done.set();
    }
  }
  settled_ += settling.size();
  std::vector<store::Settlement> to_end;
  for (const store::Settlement& one : settling) {
    const Outcome outcome = ending_.extract(one.row).mapped();
    if (outcome == Outcome::expired) ++expired_;
    const auto certificate = certificates.find(one.row);
    if (parts_.source && certificate != certificates.end())
      parts_.source->on_settled(one.row, one.source_tasks, outcome, certificate->second);
    if (!aside.contains(one.row)) follow(one.case_ref, outcome, to_end);
  }
  // What the store refuses for now expires by itself.
  if (!to_end.empty()) co_await settle(std::move(to_end));
  co_return true;
}

// Looks after what time alone brings: max holds that pass, tombstones that age, epochs that end.
Task<void> Engine::sweep() {
  while (!stopping_.is_set()) {
    const WallTime now = parts_.clock.wall_now();
    co_await store_late_changes();
    co_await settle_overdue(now);
    forget_old_passings();
    // Only this round's chance: what fails now is due again in the next.
    (void)co_await parts_.outbox.turn_epochs();
    co_await forget_old(day_of(now));
    wipe_unused_stack();
    const bool stopping =
        co_await stopping_.wait_until(parts_.clock, parts_.clock.now() + settings_.sweep_interval);
    if (stopping) break;
  }
  swept_.set();
}

Task<void> Engine::forget_old(std::int64_t today) {
  book_.forget_before(today);
  if (today == forgotten_before_) co_return;
  const auto forgotten = co_await parts_.outbox.forget_tombstones(today);
  if (forgotten.ok()) forgotten_before_ = today;
}

Task<void> Engine::settle_overdue(WallTime now) {
  Endings endings;
  for (store::LiveCase& entry : book_.all()) {
    if (endings.settlements.size() + endings.reductions.size() >= kSettledAtOnce) break;
    if (entry.state == store::CaseState::live && !merging_.contains(entry.row) && !passes(entry.row))
      finish_if_over(entry, now, endings);
  }
  co_await end(std::move(endings));
}

}  // namespace hub::delivery
