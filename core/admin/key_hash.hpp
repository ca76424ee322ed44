// Keys of the admin API as text and as what is kept of them: an Argon2id hash. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/base/random.hpp"

namespace hub::admin {

// "huba_ID_SECRET": the id stands in listings and in the audit, the secret is 256 random bits.
struct NewKey {
  std::string id;
  Buffer text;
};
NewKey make_key(Random& random);
// The id of such a text; nothing when it is of another shape.
std::optional<std::string_view> id_in_key(std::string_view text);

// "$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH". Takes some 30 ms and 19 MiB.
std::string argon2id_hash(std::string_view key, Random& random);
// False too for a hash that is none. As slow.
bool matches_argon2id(const std::string& hash, std::string_view key);
// Whether it is such a hash, with costs of at most 256 MiB and 10 passes.
bool is_argon2id_hash(std::string_view hash);

}  // namespace hub::admin
