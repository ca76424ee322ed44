#include "core/admin/key_hash.hpp"

#include <argon2.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/assert.hpp"
#include "core/base/base64.hpp"

namespace hub::admin {
namespace {

constexpr std::string_view kPrefix = "huba_";
constexpr std::size_t kIdLength = 12, kSecretLength = 43;
constexpr std::string_view kIdLetters = "abcdefghijkmnpqrstuvwxyz23456789";  // 32, none alike
constexpr std::uint32_t kPasses = 2, kKibibytes = 19'456, kLanes = 1;
constexpr std::uint32_t kPassesMax = 10, kKibibytesMax = 256u << 10, kLanesMax = 8;
constexpr std::size_t kSaltBytes = 16, kHashBytes = 32;

// Of "...,NAME=NUMBER,..."; 0 when it is not there.
std::uint32_t number_in(std::string_view text, std::string_view name) {
  const std::size_t place = text.find(name);
  std::uint32_t number = 0;
  if (place == std::string_view::npos) return 0;
  std::from_chars(text.data() + place + name.size(), text.data() + text.size(), number);
  return number;
}

bool is_within(std::uint32_t value, std::uint32_t most) {
  return value >= 1 && value <= most;
}

}  // namespace

NewKey make_key(Random& random) {
  std::array<std::byte, 32> secret{};
  random.fill(secret);
  NewKey key;
  for (std::size_t i = 0; i < kIdLength; ++i) key.id += kIdLetters[random.below(kIdLetters.size())];
  key.text.append(kPrefix);
  key.text.append(key.id);
  key.text.push_back('_');
  key.text.append(base64url_encode({reinterpret_cast<const char*>(secret.data()), secret.size()}));
  return key;
}

std::optional<std::string_view> id_in_key(std::string_view text) {
  if (!text.starts_with(kPrefix) || text.size() != kPrefix.size() + kIdLength + 1 + kSecretLength)
    return std::nullopt;
  if (text[kPrefix.size() + kIdLength] != '_') return std::nullopt;
  const std::string_view id = text.substr(kPrefix.size(), kIdLength);
  const bool is_id =
      std::ranges::all_of(id, [](char c) { return kIdLetters.find(c) != std::string_view::npos; });
  return is_id ? std::optional(id) : std::nullopt;
}

std::string argon2id_hash(std::string_view key, Random& random) {
  std::array<std::byte, kSaltBytes> salt{};
  random.fill(salt);
  std::string hash(argon2_encodedlen(kPasses, kKibibytes, kLanes, kSaltBytes, kHashBytes, Argon2_id), '\0');
  const int done = argon2id_hash_encoded(kPasses, kKibibytes, kLanes, key.data(), key.size(), salt.data(),
                                         salt.size(), kHashBytes, hash.data(), hash.size());
  HUB_ASSERT(done == ARGON2_OK);  // but for memory, which ends the process anyway
  hash.resize(hash.find('\0'));
  return hash;
}

bool matches_argon2id(const std::string& hash, std::string_view key) {
  return argon2id_verify(hash.c_str(), key.data(), key.size()) == ARGON2_OK;
}

bool is_argon2id_hash(std::string_view hash) {
  return hash.starts_with("$argon2id$v=19$") && hash.size() < 256 &&
         is_within(number_in(hash, "m="), kKibibytesMax) && is_within(number_in(hash, "t="), kPassesMax) &&
         is_within(number_in(hash, "p="), kLanesMax);
}

}  // namespace hub::admin
