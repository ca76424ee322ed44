#include "core/delivery/case_book.hpp"

#include <algorithm>

namespace hub::delivery {

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

void CaseBook::add(store::LiveCase entry) {
  const auto [event, is_new] = events_.try_emplace(entry.event_ref, SeenEvent{entry.fingerprint, entry.row});
  event->second.row = entry.row;
  KnownCase& known = cases_[entry.case_ref];
  if (is_new) ++known.events;
  known.rows.push_back(entry.row);
  live_.emplace(entry.row, std::move(entry));
}

void CaseBook::remember(const store::Tombstone& tombstone) {
  expect(tombstone.event_ref, tombstone.case_ref, tombstone.fingerprint);
  KnownCase& known = cases_.at(tombstone.case_ref);
  known.was_deleted = true;
  known.certificate = std::max(known.certificate, tombstone.certificate);
  past_.push_back({tombstone.day, tombstone.case_ref, tombstone.event_ref});
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
  events_[entry.event_ref].row = 0;
  KnownCase& known = cases_.at(entry.case_ref);
  std::erase(known.rows, row);
  known.was_deleted = true;
  known.certificate = certificate;
  past_.push_back({day, entry.case_ref, entry.event_ref});
  live_.erase(found);
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
