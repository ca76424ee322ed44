#include "core/delivery/past_cases.hpp"

#include <cstring>

namespace hub::delivery {

namespace {

constexpr std::size_t kGivenBackAtOnce = 256;  // blocks: some milliseconds

std::uint64_t hash_of(const model::KeyedHash& ref) {
  return model::KeyedHashHasher()(ref);
}

}  // namespace

std::uint64_t short_of(const model::KeyedHash& fingerprint) {
  std::uint64_t first;
  std::memcpy(&first, fingerprint.bytes.data(), sizeof first);
  return first;
}

PastCases::PastCases() : events_(HashOf{this, &Event::event_ref}), cases_(HashOf{this, &Event::case_ref}) {}

std::uint64_t PastCases::HashOf::operator()(Number number) const {
  return hash_of(cases->event_of(number).*ref);
}

void PastCases::add(const store::Tombstone& tombstone) {
  give_back(1);
  Blocks& blocks = blocks_of_days_[{tombstone.day, tombstone.tenant}];
  if (blocks.empty() || blocks_[blocks.back()].used == kEventsPerBlock)
    blocks.push_back(blocks_.add({std::make_unique<std::array<Event, kEventsPerBlock>>(),
                                  static_cast<std::int32_t>(tombstone.day), tombstone.tenant}));
  Block& block = blocks_[blocks.back()];
  const Number number = blocks.back() * kEventsPerBlock + block.used++;
  event_of(number) = {tombstone.event_ref, tombstone.case_ref, short_of(tombstone.fingerprint),
                      tombstone.certificate};
  events_.insert(number);
  const auto same_day = cases_.find(hash_of(tombstone.case_ref), [&](Number other) {
    return event_of(other).case_ref == tombstone.case_ref && block_of(other).day == block.day &&
           block_of(other).tenant == block.tenant && !block_of(other).is_forgotten;
  });
  if (same_day)
    event_of(*same_day).certificate = tombstone.certificate;
  else
    cases_.insert(number);
}

void PastCases::forget_before(std::int64_t oldest_day) {
  while (!blocks_of_days_.empty() && blocks_of_days_.begin()->first.first < oldest_day)
    forget(blocks_of_days_.begin());
  give_back(kGivenBackAtOnce);
}

void PastCases::forget(store::TenantId tenant) {
  for (auto blocks = blocks_of_days_.begin(); blocks != blocks_of_days_.end();)
    blocks = blocks->first.second == tenant ? forget(blocks) : std::next(blocks);
}

PastCases::BlocksOfDays::iterator PastCases::forget(BlocksOfDays::iterator blocks) {
  for (const Number block : blocks->second) blocks_[block].is_forgotten = true;
  forgotten_.insert(forgotten_.end(), blocks->second.begin(), blocks->second.end());
  return blocks_of_days_.erase(blocks);
}

void PastCases::give_back(std::size_t blocks_max) {
  for (; blocks_max > 0 && !forgotten_.empty(); --blocks_max) {
    const Number number = forgotten_.back();
    forgotten_.pop_back();
    for (Number i = 0; i < blocks_[number].used; ++i) {
      events_.erase(number * kEventsPerBlock + i);
      cases_.erase(number * kEventsPerBlock + i);
    }
    blocks_.remove(number);
  }
}

std::optional<std::uint64_t> PastCases::find_event(const model::KeyedHash& event_ref) const {
  const auto found = events_.find(hash_of(event_ref), [&](Number number) {
    return event_of(number).event_ref == event_ref && !block_of(number).is_forgotten;
  });
  if (!found) return std::nullopt;
  return event_of(*found).fingerprint;
}

std::optional<std::int64_t> PastCases::find_case(const model::KeyedHash& case_ref) const {
  std::optional<Number> latest;
  (void)cases_.find(hash_of(case_ref), [&](Number number) {
    const bool is_it = event_of(number).case_ref == case_ref && !block_of(number).is_forgotten;
    if (is_it && (!latest || block_of(*latest).day < block_of(number).day)) latest = number;
    return false;  // each day has one
  });
  if (!latest) return std::nullopt;
  return event_of(*latest).certificate;
}

std::size_t PastCases::bytes() const {
  std::size_t bytes =
      events_.bytes() + cases_.bytes() + blocks_.bytes() + forgotten_.capacity() * sizeof(Number);
  for (const auto& [of, blocks] : blocks_of_days_)
    bytes += sizeof(BlocksOfDays::value_type) + blocks.capacity() * sizeof(Number) +
             blocks.size() * sizeof(*Block().events);
  return bytes + forgotten_.size() * sizeof(*Block().events);
}

}  // namespace hub::delivery
