#include "core/delivery/case_book.hpp"

#include <algorithm>

namespace hub::delivery {

namespace {

std::uint64_t hash_of(const model::KeyedHash& ref) {
  return model::KeyedHashHasher()(ref);
}

std::uint64_t hash_of(store::CaseRow row) {
  return static_cast<std::uint64_t>(row);
}

}  // namespace

const model::KeyedHash& past_ref_of(const store::LiveCase& entry) {
  return entry.kind == store::CaseKind::early_update ? entry.event_ref : entry.case_ref;
}

CaseBook::CaseBook()
    : rows_(HashOfRow{this}),
      events_(HashOfEntry{this, &store::LiveCase::event_ref}),
      cases_(HashOfEntry{this, &store::LiveCase::case_ref}),
      other_events_(HashOfOther{this, &OtherEvent::event_ref}),
      expected_cases_(HashOfOther{this, &OtherEvent::case_ref}) {}

std::uint64_t CaseBook::HashOfRow::operator()(Number number) const {
  return hash_of(book->entry_of(number).row);
}

std::uint64_t CaseBook::HashOfEntry::operator()(Number number) const {
  return hash_of(book->entry_of(number).*ref);
}

std::uint64_t CaseBook::HashOfOther::operator()(Number number) const {
  return hash_of(book->others_[number].*ref);
}

void CaseBook::expect(const model::KeyedHash& event_ref, const model::KeyedHash& case_ref,
                      const model::KeyedHash& fingerprint) {
  const Number number = others_.add({event_ref, case_ref, fingerprint});
  other_events_.insert(number);
  expected_cases_.insert(number);
}

void CaseBook::unexpect(const model::KeyedHash& event_ref) {
  if (const auto other = find_other(event_ref)) remove_other(*other);
}

void CaseBook::merge(const store::MergedEvent& event, const Entry& entry) {
  unexpect(event.event_ref);
  other_events_.insert(others_.add({event.event_ref, entry.case_ref, event.fingerprint, entry.row}));
}

void CaseBook::remove_other(Number number) {
  if (others_[number].row == 0) expected_cases_.erase(number);
  other_events_.erase(number);
  others_.remove(number);
}

void CaseBook::reserve(std::size_t cases) {
  rows_.reserve(cases);
  events_.reserve(cases);
  cases_.reserve(cases);
}

store::LiveCase& CaseBook::add(store::LiveCase live) {
  const Number number = entries_.add(std::make_unique<Entry>(std::move(live)));
  Entry& entry = entry_of(number);
  unexpect(entry.event_ref);
  for (const store::MergedEvent& event : entry.merged) merge(event, entry);
  rows_.insert(number);
  events_.insert(number);
  join_case(number);
  return entry;
}

void CaseBook::add_event(store::CaseRow row, const store::MergedEvent& event) {
  Entry& entry = entry_of(number_of(row));
  merge(event, entry);
  entry.merged.push_back(event);
}

void CaseBook::join_case(Number number) {
  const auto oldest = find_oldest(entry_of(number).case_ref);
  if (!oldest) return cases_.insert(number);
  Number last = *oldest;
  while (entry_of(last).next != kNone) last = entry_of(last).next;
  entry_of(last).next = number;
}

void CaseBook::leave_case(Number number) {
  const Entry& entry = entry_of(number);
  Number before = *find_oldest(entry.case_ref);
  if (before == number && entry.next == kNone) {
    cases_.erase(number);
  } else if (before == number) {
    cases_.replace(number, entry.next);
  } else {
    while (entry_of(before).next != number) before = entry_of(before).next;
    entry_of(before).next = entry.next;
  }
}

std::unique_ptr<CaseBook::Entry> CaseBook::take_out(Number number) {
  for (const store::MergedEvent& event : entry_of(number).merged) unexpect(event.event_ref);
  rows_.erase(number);
  events_.erase(number);
  leave_case(number);
  return entries_.remove(number);
}

void CaseBook::drop(store::CaseRow row) {
  take_out(number_of(row));
}

bool CaseBook::set_aside(store::CaseRow row) {
  return !std::exchange(entry_of(number_of(row)).is_aside, true);
}

bool CaseBook::is_aside(store::CaseRow row) const {
  const auto number = find_number(row);
  return number && entry_of(*number).is_aside;
}

bool CaseBook::is_next(store::CaseRow row) const {
  const Number number = number_of(row);
  Number first = *find_oldest(entry_of(number).case_ref);
  while (first != kNone && entry_of(first).is_aside) first = entry_of(first).next;
  return first == number;
}

void CaseBook::remove(store::CaseRow row, std::int64_t day, std::int64_t certificate) {
  const auto number = find_number(row);
  if (!number) return;
  const auto entry = take_out(*number);
  store::Tombstone tombstone{entry->tenant,     day, certificate, past_ref_of(*entry), entry->event_ref,
                             entry->fingerprint};
  past_.add(tombstone);
  for (const store::MergedEvent& event : entry->merged) {
    tombstone.event_ref = event.event_ref;
    tombstone.fingerprint = event.fingerprint;
    past_.add(tombstone);
  }
}

std::vector<store::CaseRow> CaseBook::forget(store::TenantId tenant) {
  std::vector<store::CaseRow> rows;
  for (const store::LiveCase& entry : all())
    if (entry.tenant == tenant) rows.push_back(entry.row);
  for (const store::CaseRow row : rows) drop(row);
  past_.forget(tenant);
  return rows;
}

std::optional<CaseBook::Number> CaseBook::find_number(store::CaseRow row) const {
  return rows_.find(hash_of(row), [&](Number number) { return entry_of(number).row == row; });
}

CaseBook::Number CaseBook::number_of(store::CaseRow row) const {
  const auto number = find_number(row);
  HUB_ASSERT(number);
  return *number;
}

std::optional<CaseBook::Number> CaseBook::find_oldest(const model::KeyedHash& case_ref) const {
  return cases_.find(hash_of(case_ref), [&](Number number) { return entry_of(number).case_ref == case_ref; });
}

std::optional<CaseBook::Number> CaseBook::find_other(const model::KeyedHash& event_ref) const {
  return other_events_.find(hash_of(event_ref),
                            [&](Number number) { return others_[number].event_ref == event_ref; });
}

store::LiveCase* CaseBook::find(store::CaseRow row) {
  const auto number = find_number(row);
  return number ? &entry_of(*number) : nullptr;
}

const store::LiveCase* CaseBook::find(store::CaseRow row) const {
  const auto number = find_number(row);
  return number ? &entry_of(*number) : nullptr;
}

const store::LiveDelivery* CaseBook::find(store::DeliveryKey delivery) const {
  const store::LiveCase* entry = find(delivery.row);
  if (!entry) return nullptr;
  const auto found = std::ranges::find(entry->deliveries, delivery.lane, &store::LiveDelivery::lane);
  return found == entry->deliveries.end() ? nullptr : found;
}

store::LiveDelivery* CaseBook::find(store::DeliveryKey delivery) {
  return const_cast<store::LiveDelivery*>(std::as_const(*this).find(delivery));
}

std::optional<SeenEvent> CaseBook::find_event(const model::KeyedHash& event_ref) const {
  const auto live = events_.find(hash_of(event_ref),
                                 [&](Number number) { return entry_of(number).event_ref == event_ref; });
  if (live) return SeenEvent{short_of(entry_of(*live).fingerprint), entry_of(*live).row};
  if (const auto other = find_other(event_ref))
    return SeenEvent{short_of(others_[*other].fingerprint), others_[*other].row};
  if (const auto past = past_.find_event(event_ref)) return SeenEvent{*past, 0};
  return std::nullopt;
}

std::optional<KnownCase> CaseBook::find_case(const model::KeyedHash& case_ref) const {
  const auto oldest = find_oldest(case_ref);
  const auto certificate = past_.find_case(case_ref);
  const bool is_known = oldest || certificate || expected_cases_.find(hash_of(case_ref), [&](Number number) {
    return others_[number].case_ref == case_ref;
  });
  if (!is_known) return std::nullopt;
  KnownCase known{certificate.has_value(), certificate.value_or(-1)};
  for (Number number = oldest.value_or(kNone); number != kNone; number = entry_of(number).next)
    (entry_of(number).is_aside ? known.aside : known.rows).push_back(entry_of(number).row);
  return known;
}

std::size_t CaseBook::bytes() const {
  std::size_t bytes = entries_.bytes() + rows_.bytes() + events_.bytes() + cases_.bytes() + others_.bytes() +
                      other_events_.bytes() + expected_cases_.bytes() + past_.bytes();
  for (const store::LiveCase& entry : all()) {
    bytes += sizeof(Entry) + entry.deliveries.heap_bytes() + entry.merged.heap_bytes() +
             entry.retention.heap_bytes();
    for (const store::LiveDelivery& delivery : entry.deliveries) bytes += delivery.notes.heap_bytes();
  }
  return bytes;
}

}  // namespace hub::delivery
