// HTTP Message Signatures (RFC 9421) that the hub makes, with Content-Digest (RFC 9530). Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/wipe.hpp"
#include "core/http/message.hpp"

namespace hub::http {

struct SigningKey {
  enum class Algorithm : std::uint8_t { hmac_sha256, ed25519 };
  Algorithm algorithm = Algorithm::ed25519;
  WipedBytes bytes;  // the shared secret, or the 32 bytes of the private key
};

// What is signed, in this order, and the parameters as they are written.
struct SignatureInput {
  std::string label = "hub";
  // Names of headers in lower case, "@method", "@target-uri", "@authority", "@scheme", "@path", "@query".
  std::vector<std::string> components;
  std::int64_t created = 0;
  std::optional<std::int64_t> expires;
  std::string key_id, nonce, tag;  // empty ones are left out
};

// The bytes that are signed. Fails with config for a component that the request does not have or that is not
// one of these.
Result<std::string> signature_base(const Request& request, const SignatureInput& input);

// "sha-256=:...:" of a body as it is sent.
std::string content_digest(std::string_view body);

// Adds Signature-Input and Signature to a request whose body and other headers are complete. Fails as
// signature_base() does; the request is unchanged then.
Result<void> sign_message(Request& request, const SigningKey& key, const SignatureInput& input);

}  // namespace hub::http
