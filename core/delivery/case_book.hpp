// What the engine remembers of each live case: references and states, some two hundred bytes, never content.
// And which events it has seen, so that none is taken twice (past_cases.hpp). One loop's thread; owns its
// entries.
#pragma once

#include <memory>
#include <optional>
#include <ranges>
#include <vector>

#include "core/base/hash_index.hpp"
#include "core/base/numbered.hpp"
#include "core/delivery/past_cases.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

// A case of which events were seen, live or gone.
struct KnownCase {
  bool was_deleted = false;
  std::int64_t certificate = -1;        // of its last deletion; -1: not noted
  std::vector<store::CaseRow> rows{};   // that are live and to be delivered, the oldest first
  std::vector<store::CaseRow> aside{};  // that are delivered, and stay for a time
};

struct SeenEvent {
  std::uint64_t fingerprint = 0;  // short_of() it
  store::CaseRow row = 0;         // 0: not live any more, or not durable yet

  bool is_of(const model::KeyedHash& whole) const { return fingerprint == short_of(whole); }
};

// What a case that is gone is remembered by. News whose case never came must not make it look known.
const model::KeyedHash& past_ref_of(const store::LiveCase& entry);

class CaseBook {
 public:
  CaseBook();
  CaseBook(const CaseBook&) = delete;
  CaseBook& operator=(const CaseBook&) = delete;

  // Makes room for so many live cases at once.
  void reserve(std::size_t cases);
  // Adds a case that is durable, or was read at start. The entry keeps its place until it goes.
  store::LiveCase& add(store::LiveCase entry);
  // A further event is in a live case.
  void add_event(store::CaseRow row, const store::MergedEvent& event);
  // A live case goes and leaves nothing behind: as if its events had never come.
  void drop(store::CaseRow row);
  // A live case is delivered and stays: what follows it need not wait. False when it was aside already.
  bool set_aside(store::CaseRow row);
  bool is_aside(store::CaseRow row) const;
  // Whether no older row of its case is to be delivered before this one.
  bool is_next(store::CaseRow row) const;
  // A deleted case leaves its references behind.
  void remember(const store::Tombstone& tombstone) { past_.add(tombstone); }
  // As if its past cases had never been here; it has no live ones.
  void forget_past(store::TenantId tenant) { past_.forget(tenant); }
  // Forgets what was to be known until a day before `oldest_day`. Called again, it gives back memory.
  void forget_before(std::int64_t oldest_day) { past_.forget_before(oldest_day); }
  // Turns a live case into one that is remembered until that day.
  void remove(store::CaseRow row, std::int64_t day, std::int64_t certificate);

  // A tenant and all that was known of it are no longer here; the rows that were live.
  std::vector<store::CaseRow> forget(store::TenantId tenant);

  store::LiveCase* find(store::CaseRow row);
  const store::LiveCase* find(store::CaseRow row) const;
  store::LiveDelivery* find(store::DeliveryKey delivery);
  const store::LiveDelivery* find(store::DeliveryKey delivery) const;
  // Of a row that is live.
  const store::LiveCase& at(store::CaseRow row) const { return entry_of(number_of(row)); }
  std::optional<SeenEvent> find_event(const model::KeyedHash& event_ref) const;
  std::optional<KnownCase> find_case(const model::KeyedHash& case_ref) const;

  // Between the first sight of an event and its commit: keeps a second copy from being taken too.
  void expect(const model::KeyedHash& event_ref, const model::KeyedHash& case_ref,
              const model::KeyedHash& fingerprint);
  void unexpect(const model::KeyedHash& event_ref);

  std::size_t live() const { return rows_.size(); }
  // Entries in no particular order; valid until the book changes.
  auto all() {
    return entries_.places() | std::views::filter(is_there) |
           std::views::transform([](const auto& entry) -> store::LiveCase& { return *entry; });
  }
  auto all() const {
    return entries_.places() | std::views::filter(is_there) |
           std::views::transform([](const auto& entry) -> const store::LiveCase& { return *entry; });
  }

  // Of memory, what the allocator adds left out. Looks at every live case.
  std::size_t bytes() const;

 private:
  using Number = std::uint32_t;
  static constexpr Number kNone = Numbered<int>::kNone;
  struct Entry : store::LiveCase {
    explicit Entry(store::LiveCase live) : store::LiveCase(std::move(live)) {}
    bool is_aside = false;
    Number next = kNone;  // the next younger row of its case
  };
  // One that was merged into a live case, or is expected: its row is 0 then.
  struct OtherEvent {
    model::KeyedHash event_ref, case_ref, fingerprint;
    store::CaseRow row = 0;
  };
  struct HashOfRow {
    const CaseBook* book;
    std::uint64_t operator()(Number number) const;
  };
  struct HashOfEntry {
    const CaseBook* book;
    model::KeyedHash store::LiveCase::*ref;
    std::uint64_t operator()(Number number) const;
  };
  struct HashOfOther {
    const CaseBook* book;
    model::KeyedHash OtherEvent::*ref;
    std::uint64_t operator()(Number number) const;
  };

  static bool is_there(const std::unique_ptr<Entry>& entry) { return entry != nullptr; }
  Entry& entry_of(Number number) const { return *entries_[number]; }
  std::optional<Number> find_number(store::CaseRow row) const;
  Number number_of(store::CaseRow row) const;
  std::optional<Number> find_oldest(const model::KeyedHash& case_ref) const;
  std::optional<Number> find_other(const model::KeyedHash& event_ref) const;
  void merge(const store::MergedEvent& event, const Entry& entry);
  void remove_other(Number number);
  void join_case(Number number);
  void leave_case(Number number);
  std::unique_ptr<Entry> take_out(Number number);

  Numbered<std::unique_ptr<Entry>> entries_;
  HashIndex<HashOfRow> rows_;
  HashIndex<HashOfEntry> events_;  // by their first event
  HashIndex<HashOfEntry> cases_;   // the oldest row of each case
  Numbered<OtherEvent> others_;
  HashIndex<HashOfOther> other_events_;
  HashIndex<HashOfOther> expected_cases_;  // of expected events
  PastCases past_;
};

}  // namespace hub::delivery
