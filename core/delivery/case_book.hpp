// What the engine remembers of each live case: references and states, a few hundred bytes, never content. And
// which events it has seen, so that none is taken twice. One loop's thread; owns its entries.
#pragma once

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/store/types.hpp"

namespace hub::delivery {

// A case of which events were seen, live or gone.
struct KnownCase {
  std::uint32_t events = 0;
  bool was_deleted = false;
  std::int64_t certificate = -1;        // of its last deletion; -1: not noted
  std::vector<store::CaseRow> rows{};   // that are live and to be delivered, the oldest first
  std::vector<store::CaseRow> aside{};  // that are delivered, and stay for a time
};

struct SeenEvent {
  model::KeyedHash fingerprint;
  store::CaseRow row = 0;  // 0: not live any more, or not durable yet
};

// What a case that is gone is remembered by. News whose case never came must not make it look known.
const model::KeyedHash& past_ref_of(const store::LiveCase& entry);

class CaseBook {
 public:
  // Adds a case that is durable, or was read at start.
  void add(store::LiveCase entry);
  // A further event is in a live case.
  void add_event(store::CaseRow row, const store::MergedEvent& event);
  // A live case goes and leaves nothing behind: as if its events had never come.
  void drop(store::CaseRow row);
  // A live case is delivered and stays: what follows it need not wait. False when it was aside already.
  bool set_aside(store::CaseRow row);
  bool is_aside(store::CaseRow row) const;
  // A deleted case leaves its references behind.
  void remember(const store::Tombstone& tombstone);
  // Forgets what was to be known until a day before `oldest_day`.
  void forget_before(std::int64_t oldest_day);
  // Turns a live case into one that is remembered until that day.
  void remove(store::CaseRow row, std::int64_t day, std::int64_t certificate);

  // A tenant and all that was known of it are no longer here; the rows that were live.
  std::vector<store::CaseRow> forget(store::TenantId tenant);

  store::LiveCase* find(store::CaseRow row);
  store::LiveDelivery* find(store::DeliveryKey delivery);
  const store::LiveDelivery* find(store::DeliveryKey delivery) const;
  const SeenEvent* find_event(const model::KeyedHash& event_ref) const;
  const KnownCase* find_case(const model::KeyedHash& case_ref) const;

  // Between the first sight of an event and its commit: keeps a second copy from being taken too.
  void expect(const model::KeyedHash& event_ref, const model::KeyedHash& case_ref,
              const model::KeyedHash& fingerprint);
  void unexpect(const model::KeyedHash& event_ref, const model::KeyedHash& case_ref);

  std::size_t live() const { return live_.size(); }
  // Rows in no particular order; valid until the book changes.
  std::unordered_map<store::CaseRow, store::LiveCase>& all() { return live_; }
  const std::unordered_map<store::CaseRow, store::LiveCase>& all() const { return live_; }

 private:
  void see(const store::MergedEvent& event, const model::KeyedHash& case_ref, store::CaseRow row);

  struct Past {
    std::int64_t day;
    store::TenantId tenant;
    model::KeyedHash case_ref, event_ref;
  };
  std::unordered_map<store::CaseRow, store::LiveCase> live_;
  std::unordered_map<model::KeyedHash, SeenEvent, model::KeyedHashHasher> events_;
  std::unordered_map<model::KeyedHash, KnownCase, model::KeyedHashHasher> cases_;
  std::vector<Past> past_;
};

}  // namespace hub::delivery
