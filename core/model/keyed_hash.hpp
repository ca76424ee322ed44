// Keyed hashes stand in for ids wherever something must be found again without being named. Values; any
// thread.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace hub::model {

// A 32-byte key; the caller owns and wipes it.
using HashKey = std::span<const std::byte, 32>;

// 16 bytes of HMAC-SHA-256: enough that two ids never meet, too few to be worth attacking without the key.
struct KeyedHash {
  std::array<std::byte, 16> bytes{};
  friend auto operator<=>(const KeyedHash&, const KeyedHash&) = default;

  // 22 characters of [A-Za-z0-9_-].
  std::string text() const;
};

// `purpose` separates uses of one key ("case", "event", "record"): the same input gives unrelated hashes.
KeyedHash keyed_hash(HashKey key, std::string_view purpose, std::string_view input);

struct KeyedHashHasher {
  std::size_t operator()(const KeyedHash& hash) const noexcept;
};

// The record key at a target: an opaque id of [A-Za-z0-9_-]{22,40} from tenant and case id, the record's name
// in the mapping and its part number. Never from the mapping's version: a repaired mapping must hit the same
// records.
std::string record_key(HashKey key, std::string_view case_id, std::string_view record_name, unsigned part);

}  // namespace hub::model
