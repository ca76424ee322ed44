// What a case book must say, in the plainest containers: nothing of it is fast or small.
#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/delivery/case_book.hpp"

namespace hub::testing {

inline model::KeyedHash hash_of(std::uint64_t number) {
  model::KeyedHash hash;
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint64_t mixed = (number * 2 + half + 1) * 0x9E37'79B9'7F4A'7C15u;
    mixed = (mixed ^ (mixed >> 31)) * 0xBF58'476D'1CE4'E5B9u;
    mixed ^= mixed >> 29;
    std::memcpy(hash.bytes.data() + half * sizeof mixed, &mixed, sizeof mixed);
  }
  return hash;
}

class SimpleBook {
 public:
  struct Seen {
    model::KeyedHash case_ref, fingerprint;
    store::CaseRow row = 0;
    store::TenantId tenant = 0;
    std::optional<std::int64_t> day{};  // of a case that is gone
    std::int64_t certificate = -1;
  };

  void expect(const model::KeyedHash& event_ref, const model::KeyedHash& case_ref,
              const model::KeyedHash& fingerprint) {
    see(event_ref, {case_ref, fingerprint});
  }
  void unexpect(const model::KeyedHash& event_ref) {
    const auto seen = events_.find(event_ref);
    by_case_[seen->second.case_ref].erase(event_ref);
    events_.erase(seen);
  }
  void add(const store::LiveCase& entry) {
    see(entry.event_ref, {entry.case_ref, entry.fingerprint, entry.row, entry.tenant});
    rows_.emplace(entry.row, entry);
    rows_of_[entry.case_ref].insert(entry.row);
  }
  void add_event(store::CaseRow row, const store::MergedEvent& event) {
    store::LiveCase& entry = rows_.at(row);
    see(event.event_ref, {entry.case_ref, event.fingerprint, row, entry.tenant});
    entry.merged.push_back(event);
  }
  bool set_aside(store::CaseRow row) { return aside_.insert(row).second; }
  void drop(store::CaseRow row) {
    for (const model::KeyedHash& event : events_of(row)) unexpect(event);
    erase_row(row);
  }
  void remove(store::CaseRow row, std::int64_t day, std::int64_t certificate) {
    const store::LiveCase& entry = rows_.at(row);
    for (const model::KeyedHash& event : events_of(row)) {
      Seen seen = events_.at(event);
      unexpect(event);
      seen.case_ref = delivery::past_ref_of(entry);
      seen.row = 0;
      seen.day = day;
      seen.certificate = certificate;
      see(event, seen);
    }
    erase_row(row);
  }
  void forget_before(std::int64_t oldest_day) {
    forget_events([&](const Seen& seen) { return seen.day && *seen.day < oldest_day; });
  }
  std::vector<store::CaseRow> forget(store::TenantId tenant) {
    std::vector<store::CaseRow> rows;
    for (const auto& [row, entry] : rows_)
      if (entry.tenant == tenant) rows.push_back(row);
    for (const store::CaseRow row : rows) drop(row);
    forget_events([&](const Seen& seen) { return seen.day && seen.tenant == tenant; });
    return rows;
  }

  const std::map<store::CaseRow, store::LiveCase>& rows() const { return rows_; }
  const store::LiveCase& at(store::CaseRow row) const { return rows_.at(row); }
  std::optional<Seen> find_event(const model::KeyedHash& event_ref) const {
    const auto seen = events_.find(event_ref);
    return seen == events_.end() ? std::nullopt : std::optional(seen->second);
  }
  std::optional<delivery::KnownCase> find_case(const model::KeyedHash& case_ref) const {
    const auto found = by_case_.find(case_ref);
    if (found == by_case_.end() || found->second.empty()) return std::nullopt;
    delivery::KnownCase known;
    for (const model::KeyedHash& event : found->second) {
      const Seen& seen = events_.at(event);
      if (!seen.day) continue;
      known.was_deleted = true;
      known.certificate = std::max(known.certificate, seen.certificate);  // days and certificates grow
    }
    if (const auto rows = rows_of_.find(case_ref); rows != rows_of_.end())
      for (const store::CaseRow row : rows->second)
        (aside_.contains(row) ? known.aside : known.rows).push_back(row);
    return known;
  }

 private:
  void see(const model::KeyedHash& event_ref, const Seen& seen) {
    events_[event_ref] = seen;
    by_case_[seen.case_ref].insert(event_ref);
  }
  std::vector<model::KeyedHash> events_of(store::CaseRow row) const {
    const store::LiveCase& entry = rows_.at(row);
    std::vector<model::KeyedHash> events{entry.event_ref};
    for (const store::MergedEvent& event : entry.merged) events.push_back(event.event_ref);
    return events;
  }
  void erase_row(store::CaseRow row) {
    rows_of_[rows_.at(row).case_ref].erase(row);
    aside_.erase(row);
    rows_.erase(row);
  }
  template <class Predicate>
  void forget_events(Predicate is_over) {
    std::vector<model::KeyedHash> over;
    for (const auto& [event, seen] : events_)
      if (is_over(seen)) over.push_back(event);
    for (const model::KeyedHash& event : over) unexpect(event);
  }

  std::map<model::KeyedHash, Seen> events_;
  std::map<model::KeyedHash, std::set<model::KeyedHash>> by_case_;
  std::map<store::CaseRow, store::LiveCase> rows_;
  std::map<model::KeyedHash, std::set<store::CaseRow>> rows_of_;
  std::set<store::CaseRow> aside_;
};

}  // namespace hub::testing
