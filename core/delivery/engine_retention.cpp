// Engine: cases that stay: delivered ones that their tenant keeps for some days, whole or their metadata, and
// those on legal hold.
// When the reason is over they end as every other case does.
#include <algorithm>

#include "core/delivery/engine_parts.hpp"

namespace hub::delivery {

using store::DeliveryState;

void Engine::finish(store::LiveCase& entry, Outcome outcome, Endings& endings) {
  if (merging_.contains(entry.row)) return;  // it comes again when that is over
  const policy::KeepTerm term = term_of(entry);
  const bool is_to_stay =
      outcome == Outcome::delivered && term.period.count() > 0 && !entry.retention->is_kept();
  if (is_to_stay && term.what == policy::Kept::whole) {
    entry.retention.own().kept_until = parts_.clock.wall_now() + term.period;
    endings.retained.push_back({entry.row, entry.retention->kept_until});
  }
  if (is_delivered_and_stays(entry)) return endings.aside.push_back(entry.row);
  if (entry.retention->is_held()) return;
  if (is_to_stay && begin_reduction(entry, term.period, endings)) return;
  endings.settlements.push_back(begin_settlement(entry, outcome));
}

// An expired case is shredded undelivered, and its certificate says so. One that is just being delivered gets
// to finish first.
void Engine::finish_if_over(store::LiveCase& entry, WallTime now, Endings& endings) {
  const auto outcome = settings_.keeps_confirmed_cases ? std::nullopt : outcome_of(entry);
  if (outcome && !entry.retention->is_kept()) return finish(entry, *outcome, endings);
  if (entry.retention->is_held()) return;
  const bool is_under_way = std::ranges::any_of(entry.deliveries, [](const store::LiveDelivery& delivery) {
    return delivery.state == DeliveryState::sent;
  });
  const bool is_kept = entry.retention->is_kept();
  if (is_under_way || now < (is_kept ? entry.retention->kept_until : entry.hold_until)) return;
  endings.settlements.push_back(
      begin_settlement(entry, is_kept ? Outcome::retention_elapsed : Outcome::expired));
}

bool Engine::is_delivered_and_stays(const store::LiveCase& entry) const {
  if (!entry.retention->is_held() && !entry.retention->is_kept()) return false;
  return outcome_of(entry) == Outcome::delivered;
}

void Engine::set_aside(store::CaseRow row) {
  const store::LiveCase* entry = book_.find(row);
  if (!entry || !is_delivered_and_stays(*entry) || !book_.set_aside(row)) return;
  std::vector<store::Settlement> none;
  follow(entry->case_ref, Outcome::delivered, none);
}

Task<void> Engine::end(Endings endings) {
  // What is not stored is decided once more by the next start.
  if (!endings.retained.empty()) (void)co_await parts_.outbox.retain(std::move(endings.retained));
  for (const store::CaseRow row : endings.aside) set_aside(row);
  if (!endings.reductions.empty()) co_await reduce(std::move(endings.reductions));
  if (!endings.settlements.empty()) (void)co_await settle(std::move(endings.settlements));
}

Result<model::KeyedHash> Engine::case_ref_of(std::string_view tenant, std::string_view case_id) const {
  const auto owner = tenants_by_name_.find(tenant);
  if (owner == tenants_by_name_.end()) return invalid_error("unknown_tenant", "no such tenant");
  return model::keyed_hash(owner->second->id_key(), "case", case_id);
}

Result<std::vector<store::CaseRow>> Engine::rows_of(const model::KeyedHash& case_ref) const {
  std::vector<store::CaseRow> rows;
  if (const auto known = book_.find_case(case_ref)) {
    rows = known->rows;
    rows.insert(rows.end(), known->aside.begin(), known->aside.end());
  }
  std::erase_if(rows,
                [this](store::CaseRow row) { return book_.at(row).state == store::CaseState::deleting; });
  if (rows.empty())
    return invalid_error("not_found", "the case is not here: it never came, or is deleted already");
  return rows;
}

WallTime Engine::held_since(const model::KeyedHash& case_ref) const {
  const auto rows = rows_of(case_ref);
  if (!rows.ok()) return {};
  for (const store::CaseRow row : *rows) {
    const store::Retention& retention = *book_.at(row).retention;
    if (retention.is_held()) return retention.held_from;
  }
  return {};
}

// Held in memory first: nothing may delete it while the store is told.
Task<Result<HoldChange>> Engine::hold(std::string tenant, std::string case_id) {
  const auto case_ref = case_ref_of(tenant, case_id);
  if (!case_ref.ok()) co_return case_ref.error();
  const auto turn = co_await turns_.take(*case_ref);
  const auto rows = rows_of(*case_ref);
  if (!rows.ok()) co_return rows.error();
  std::vector<store::RetentionChange> changes;
  std::vector<store::Retention> before;  // beside changes
  for (const store::CaseRow row : *rows) {
    store::Retention& retention = book_.find(row)->retention.own();
    if (retention.is_held()) continue;
    before.push_back(retention);
    if (retention.held_from == WallTime{}) retention.held_from = parts_.clock.wall_now();
    retention.held_to = {};
    changes.push_back({row, {}, retention.held_from, retention.held_to});
  }
  if (changes.empty()) co_return HoldChange{*case_ref, 0};
  std::vector<store::RetentionChange> copy = changes;
  const auto stored = co_await parts_.outbox.retain(std::move(copy));
  if (stored.ok()) co_return HoldChange{*case_ref, changes.size()};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    store::Retention& retention = book_.find(changes[i].row)->retention.own();
    retention.held_from = before[i].held_from;
    retention.held_to = before[i].held_to;
  }
  co_return stored.error();
}

// Released in memory last: nothing may be deleted on the word of a release that a crash takes back.
Task<Result<HoldChange>> Engine::release(std::string tenant, std::string case_id) {
  const auto case_ref = case_ref_of(tenant, case_id);
  if (!case_ref.ok()) co_return case_ref.error();
  const auto turn = co_await turns_.take(*case_ref);
  const auto rows = rows_of(*case_ref);
  if (!rows.ok()) co_return rows.error();
  const WallTime now = parts_.clock.wall_now();
  std::vector<store::RetentionChange> changes;
  for (const store::CaseRow row : *rows) {
    if (book_.find(row)->retention->is_held()) changes.push_back({row, {}, {}, now});
  }
  if (changes.empty()) co_return HoldChange{*case_ref, 0};
  std::vector<store::RetentionChange> copy = changes;
  const auto stored = co_await parts_.outbox.retain(std::move(copy));
  if (!stored.ok()) co_return stored.error();
  for (const store::RetentionChange& change : changes) book_.find(change.row)->retention.own().held_to = now;
  Endings endings;
  for (const store::RetentionChange& change : changes) {
    store::LiveCase& entry = *book_.find(change.row);
    if (!merging_.contains(entry.row)) finish_if_over(entry, now, endings);
  }
  co_await end(std::move(endings));
  co_return HoldChange{*case_ref, changes.size()};
}

}  // namespace hub::delivery
