// ID tokens: signed JSON (RFC 7515, 7519) in which an identity provider says who somebody is, checked as
// OpenID Connect Core 1.0, 3.1.3.7 asks. Pure; any thread.
#pragma once

#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/model/arena.hpp"
#include "core/model/value.hpp"
#include "core/oidc/key_set.hpp"

namespace hub::oidc {

struct Expected {
  std::string_view issuer, client_id, nonce;
  WallTime now;
};

// The claims, in `arena`. Fails with auth: "unknown_key" when no key of the set could have signed it, and
// "malformed_token", "algorithm", "signature", "issuer", "audience", "expired", "issued_later" or "nonce".
// Nothing of the token is in the message.
Result<model::Value> read_id_token(std::string_view token, const KeySet& keys, const Expected& expected,
                                   model::Arena& arena);

}  // namespace hub::oidc
