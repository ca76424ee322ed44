// The events of cases that are gone, until the day on which a repeated one need not be known any more: some
// sixty bytes an event. Kept in blocks of one day and tenant, so that a day or a tenant is forgotten by
// naming its blocks; what they take in memory is given back bit by bit, as others come. One loop's thread.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/hash_index.hpp"
#include "core/base/numbered.hpp"
#include "core/model/keyed_hash.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

// Eight bytes of a fingerprint tell other content of an event whose id is known already: they would fail to
// once in 2^64 such events.
std::uint64_t short_of(const model::KeyedHash& fingerprint);

class PastCases {
 public:
  PastCases();
  PastCases(const PastCases&) = delete;
  PastCases& operator=(const PastCases&) = delete;

  // An event that is not in here. With several events of a case, the certificate of the one told last counts
  // among those of a day, and that of the latest day among days.
  void add(const store::Tombstone& tombstone);
  // Those until a day before `oldest_day`.
  void forget_before(std::int64_t oldest_day);
  void forget(store::TenantId tenant);

  // The short fingerprint of an event.
  std::optional<std::uint64_t> find_event(const model::KeyedHash& event_ref) const;
  // The certificate of a case's last deletion; -1: not noted.
  std::optional<std::int64_t> find_case(const model::KeyedHash& case_ref) const;

  // Of memory, that of what is forgotten and not yet given back included.
  std::size_t bytes() const;

 private:
  using Number = std::uint32_t;  // of an event: its block, and its place there
  struct Event {
    model::KeyedHash event_ref, case_ref;
    std::uint64_t fingerprint;
    std::int64_t certificate;  // counts for the event that stands for its case on this day
  };
  static constexpr Number kEventsPerBlock = 32;
  struct Block {
    std::unique_ptr<std::array<Event, kEventsPerBlock>> events;
    std::int32_t day = 0;
    store::TenantId tenant = 0;
    std::uint8_t used = 0;
    bool is_forgotten = false;
  };
  struct HashOf {
    const PastCases* cases;
    model::KeyedHash Event::*ref;
    std::uint64_t operator()(Number number) const;
  };
  using Blocks = std::vector<Number>;
  using BlocksOfDays = std::map<std::pair<std::int64_t, store::TenantId>, Blocks>;

  const Block& block_of(Number number) const { return blocks_[number / kEventsPerBlock]; }
  const Event& event_of(Number number) const { return (*block_of(number).events)[number % kEventsPerBlock]; }
  Event& event_of(Number number) {
    return (*blocks_[number / kEventsPerBlock].events)[number % kEventsPerBlock];
  }
  BlocksOfDays::iterator forget(BlocksOfDays::iterator blocks);
  void give_back(std::size_t blocks_max);

  Numbered<Block> blocks_;
  Blocks forgotten_;
  BlocksOfDays blocks_of_days_;
  HashIndex<HashOf> events_;
  HashIndex<HashOf> cases_;  // one event of each case and day
};

}  // namespace hub::delivery
