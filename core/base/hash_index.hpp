// Finds numbered things by a key that stays with the thing: a table of 4-byte numbers, each with a byte of
// its hash so that hardly any other thing is looked at; 7 to 10 bytes a thing. It asks its owner for the hash
// of the thing behind a number. Open addressing with linear probing, in 1,024 parts of which each grows and
// shrinks alone: with thirty million things the longest step moves some forty thousand of them. Several
// things may have one key. One thread at a time.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/assert.hpp"

namespace hub {

// `HashOf` tells the 64-bit hash of a number that is in the table. It need not be well mixed, but equal keys
// must have equal hashes.
template <class HashOf>
class HashIndex {
 public:
  using Number = std::uint32_t;
  static constexpr Number kNone = ~Number{0};  // no thing has this number

  explicit HashIndex(HashOf hash_of) : hash_of_(hash_of), parts_(kParts) {}

  void insert(Number number) {
    HUB_ASSERT(number != kNone);
    const std::uint64_t hash = mixed(hash_of_(number));
    Part& part = part_of(hash);
    if ((part.used + 1) * 4 > part.room * 3) resize(part, std::max(kRoomLeast, part.room / 2 * 3));
    put(part, hash, number);
    ++part.used;
    ++size_;
  }

  // Room for so many things, so that hardly a part has to grow while they come.
  void reserve(std::size_t things) {
    const double share = static_cast<double>(things) / kParts;
    // Parts are used unevenly; few by more than three standard deviations.
    const auto room = static_cast<std::uint32_t>((share + 3 * std::sqrt(share)) / 3 * 4) + kRoomLeast;
    for (Part& part : parts_)
      if (part.room < room) resize(part, room);
  }

  // False when it is not in the table.
  bool erase(Number number) {
    Part& part = part_of(mixed(hash_of_(number)));
    const auto at = place_of(part, number);
    if (!at) return false;
    close_gap(part, *at);
    --part.used;
    --size_;
    if (part.used * 4 < part.room) resize(part, part.used * 2);
    return true;
  }

  // `number`, which is in the table, is followed by another thing with the same key.
  void replace(Number number, Number next) {
    Part& part = part_of(mixed(hash_of_(number)));
    const auto at = place_of(part, number);
    HUB_ASSERT(at && next != kNone);
    part.cells[*at] = next;
  }

  // The first of those with this hash for which `is_it(number)` says so.
  template <class IsIt>
  std::optional<Number> find(std::uint64_t hash, IsIt is_it) const {
    const std::uint64_t well_mixed = mixed(hash);
    const Part& part = part_of(well_mixed);
    if (part.room == 0) return std::nullopt;
    const std::uint8_t tag = tag_of(well_mixed);
    for (std::uint32_t at = home(part, well_mixed); part.cells[at] != kNone; at = after(part, at))
      if (tags_of(part)[at] == tag && is_it(part.cells[at])) return part.cells[at];
    return std::nullopt;
  }

  std::size_t size() const { return size_; }
  std::size_t bytes() const {
    std::size_t bytes = parts_.size() * sizeof(Part);
    for (const Part& part : parts_) bytes += numbers_for(part.room) * sizeof(Number);
    return bytes;
  }

 private:
  static constexpr unsigned kPartBits = 10;
  static constexpr std::size_t kParts = std::size_t{1} << kPartBits;
  static constexpr std::uint32_t kRoomLeast = 4;

  struct Part {
    std::unique_ptr<Number[]> cells;  // kNone where nothing is; behind them a tag for each
    std::uint32_t room = 0, used = 0;
  };

  // By the golden ratio: neighbours come apart, and the upper bits, which are those that count, depend on
  // all.
  static std::uint64_t mixed(std::uint64_t hash) { return hash * 0x9E37'79B9'7F4A'7C15u; }
  Part& part_of(std::uint64_t hash) { return parts_[hash >> (64 - kPartBits)]; }
  const Part& part_of(std::uint64_t hash) const { return parts_[hash >> (64 - kPartBits)]; }
  // The next bits, as a fraction of the room.
  static std::uint32_t home(const Part& part, std::uint64_t hash) {
    const std::uint64_t fraction = (hash << kPartBits) >> 32;
    return static_cast<std::uint32_t>((fraction * part.room) >> 32);
  }
  static std::uint32_t after(const Part& part, std::uint32_t at) { return at + 1 == part.room ? 0 : at + 1; }
  static std::uint32_t distance(const Part& part, std::uint32_t from, std::uint32_t to) {
    return to >= from ? to - from : to + part.room - from;
  }

  static std::size_t numbers_for(std::uint32_t room) { return room + (room + 3) / std::size_t{4}; }
  static std::uint8_t* tags_of(const Part& part) {
    return reinterpret_cast<std::uint8_t*>(part.cells.get() + part.room);
  }
  // The bits after those that say where.
  static std::uint8_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint8_t>(hash >> (24 - kPartBits));
  }

  static void put(Part& part, std::uint64_t hash, Number number) {
    std::uint32_t at = home(part, hash);
    while (part.cells[at] != kNone) at = after(part, at);
    part.cells[at] = number;
    tags_of(part)[at] = tag_of(hash);
  }

  std::optional<std::uint32_t> place_of(const Part& part, Number number) const {
    if (part.room == 0) return std::nullopt;
    for (std::uint32_t at = home(part, mixed(hash_of_(number))); part.cells[at] != kNone;
         at = after(part, at))
      if (part.cells[at] == number) return at;
    return std::nullopt;
  }

  // What was pushed on by the one that goes moves up.
  void close_gap(Part& part, std::uint32_t gap) {
    for (std::uint32_t at = after(part, gap); part.cells[at] != kNone; at = after(part, at)) {
      const std::uint32_t its_home = home(part, mixed(hash_of_(part.cells[at])));
      if (distance(part, its_home, at) < distance(part, gap, at)) continue;
      part.cells[gap] = part.cells[at];
      tags_of(part)[gap] = tags_of(part)[at];
      gap = at;
    }
    part.cells[gap] = kNone;
  }

  void resize(Part& part, std::uint32_t room) {
    Part resized;
    resized.used = part.used;
    resized.room = room;
    if (room > 0) {
      resized.cells = std::make_unique_for_overwrite<Number[]>(numbers_for(room));
      std::fill_n(resized.cells.get(), room, kNone);
    }
    for (std::uint32_t at = 0; at < part.room; ++at)
      if (part.cells[at] != kNone) put(resized, mixed(hash_of_(part.cells[at])), part.cells[at]);
    part = std::move(resized);
  }

  HashOf hash_of_;
  std::vector<Part> parts_;
  std::size_t size_ = 0;
};

}  // namespace hub
