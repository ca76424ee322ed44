// The keys that an identity provider signs with, as its JWK Set (RFC 7517) publishes them. Only RS256 and
// ES256 (RFC 7518) are taken: no shared secrets, no "none". Immutable; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace hub::oidc {

enum class Algorithm : std::uint8_t { rs256, es256 };
// Of a header's "alg"; nothing for every other one.
std::optional<Algorithm> parse_algorithm(std::string_view word);

class KeySet {
 public:
  KeySet() = default;
  // Keys of other kinds and for other uses are left out. Fails with invalid "malformed_keys".
  static Result<KeySet> parse(std::string_view json);

  // Whether there is a key for this algorithm with this id; an empty id fits every key.
  bool has(Algorithm algorithm, std::string_view key_id) const;
  // Whether one of those signed `text`.
  bool verifies(Algorithm algorithm, std::string_view key_id, std::string_view text,
                std::string_view signature) const;

 private:
  struct Key;
  std::vector<std::shared_ptr<const Key>> keys_;
};

}  // namespace hub::oidc
