#include "core/delivery/case_book.hpp"

#include <algorithm>

namespace hub::delivery {

const model::KeyedHash& past_ref_of(const store::LiveCase& entry) {
  return entry.kind == store::CaseKind::early_update ? entry.event_ref : entry.case_ref;
}

void CaseBook::expect(const model::KeyedHash& event_ref, const model::KeyedHash& case_ref,
                      const model::KeyedHash& fingerprint) {
  events_[event_ref] = {fingerprint, 0};
  ++cases_[case_ref].events;
}

void CaseBook::unexpect(const model::KeyedHash& event_ref, const model::KeyedHash& case_ref) {
  events_.erase(event_ref);
  const auto found = cases_.find(case_ref);
  if (found != cases_.end() && --found->second.events == 0) cases_.erase(found);
}

void CaseBook::see(const store::MergedEvent& event, const model::KeyedHash& case_ref, store::CaseRow row) {
  const auto [seen, is_new] = events_.try_emplace(event.event_ref, SeenEvent{event.fingerprint, row});
  seen->second.row = row;
  if (is_new) ++cases_[case_ref].events;
}

void CaseBook::add(store::LiveCase entry) {
  see({entry.event_ref, entry.fingerprint}, entry.case_ref, entry.row);
  for (const store::MergedEvent& event : entry.merged) see(event, entry.case_ref, entry.row);
  cases_[entry.case_ref].rows.push_back(entry.row);
  live_.emplace(entry.row, std::move(entry));
}

void CaseBook::add_event(store::CaseRow row, const store::MergedEvent& event) {
  store::LiveCase& entry = live_.at(row);
  see(event, entry.case_ref, row);
  entry.merged.push_back(event);
}

void CaseBook::drop(store::CaseRow row) {
  const store::LiveCase entry = live_.at(row);
  KnownCase& known = cases_.at(entry.case_ref);
  std::erase(known.rows, row);
  std::erase(known.aside, row);
  unexpect(entry.event_ref, entry.case_ref);
  for (const store::MergedEvent& event : entry.merged) unexpect(event.event_ref, entry.case_ref);
  live_.erase(row);
}

bool CaseBook::set_aside(store::CaseRow row) {
  KnownCase& known = cases_.at(live_.at(row).case_ref);
  if (std::erase(known.rows, row) == 0) return false;
  known.aside.push_back(row);
  return true;
}

bool CaseBook::is_aside(store::CaseRow row) const {
  const auto found = live_.find(row);
  return found != live_.end() && std::ranges::count(cases_.at(found->second.case_ref).aside, row) > 0;
}

void CaseBook::remember(const store::Tombstone& tombstone) {
  expect(tombstone.event_ref, tombstone.case_ref, tombstone.fingerprint);
  KnownCase& known = cases_.at(tombstone.case_ref);
  known.was_deleted = true;
  known.certificate = std::max(known.certificate, tombstone.certificate);
  past_.push_back({tombstone.day, tombstone.tenant, tombstone.case_ref, tombstone.event_ref});
}

void CaseBook::forget_before(std::int64_t oldest_day) {
  std::erase_if(past_, [&](const Past& past) {
    const bool is_over = past.day < oldest_day;
    if (is_over) unexpect(past.event_ref, past.case_ref);
    return is_over;
  });
}

void CaseBook::remove(store::CaseRow row, std::int64_t day, std::int64_t certificate) {
  const auto found = live_.find(row);
  if (found == live_.end()) return;
  const store::LiveCase& entry = found->second;
  const model::KeyedHash past_ref = past_ref_of(entry);
  const auto pass = [&](const model::KeyedHash& event_ref) {
    events_[event_ref].row = 0;
    past_.push_back({day, entry.tenant, past_ref, event_ref});
    if (past_ref == entry.case_ref) return;
    ++cases_[past_ref].events;
    --cases_.at(entry.case_ref).events;
  };
  pass(entry.event_ref);
  for (const store::MergedEvent& event : entry.merged) pass(event.event_ref);
  KnownCase& past = cases_.at(past_ref);
  past.was_deleted = true;
  past.certificate = certificate;
  KnownCase& known = cases_.at(entry.case_ref);
  std::erase(known.rows, row);
  std::erase(known.aside, row);
  if (known.events == 0) cases_.erase(entry.case_ref);
  live_.erase(found);
}

std::vector<store::CaseRow> CaseBook::forget(store::TenantId tenant) {
  std::vector<store::CaseRow> rows;
  for (const auto& [row, entry] : live_)
    if (entry.tenant == tenant) rows.push_back(row);
  for (const store::CaseRow row : rows) drop(row);
  std::erase_if(past_, [&](const Past& past) {
    if (past.tenant == tenant) unexpect(past.event_ref, past.case_ref);
    return past.tenant == tenant;
  });
  return rows;
}

store::LiveCase* CaseBook::find(store::CaseRow row) {
  const auto found = live_.find(row);
  return found == live_.end() ? nullptr : &found->second;
}

store::LiveDelivery* CaseBook::find(store::DeliveryKey delivery) {
  store::LiveCase* entry = find(delivery.row);
  if (!entry) return nullptr;
  const auto found = std::ranges::find(entry->deliveries, delivery.lane, &store::LiveDelivery::lane);
  return found == entry->deliveries.end() ? nullptr : &*found;
}

const store::LiveDelivery* CaseBook::find(store::DeliveryKey delivery) const {
  const auto entry = live_.find(delivery.row);
  if (entry == live_.end()) return nullptr;
  const auto found = std::ranges::find(entry->second.deliveries, delivery.lane, &store::LiveDelivery::lane);
  return found == entry->second.deliveries.end() ? nullptr : &*found;
}

const KnownCase* CaseBook::find_case(const model::KeyedHash& case_ref) const {
  const auto found = cases_.find(case_ref);
  return found == cases_.end() ? nullptr : &found->second;
}

const SeenEvent* CaseBook::find_event(const model::KeyedHash& event_ref) const {
  const auto found = events_.find(event_ref);
  return found == events_.end() ? nullptr : &found->second;
}

}  // namespace hub::delivery
