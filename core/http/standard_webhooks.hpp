// Standard Webhooks 1.0.0: signing and checking the raw bytes of a message. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/base/wipe.hpp"
#include "core/http/message.hpp"

namespace hub::http {

inline constexpr std::chrono::seconds kSignatureTolerance{300};

using PublicKey = std::array<unsigned char, 32>;

struct WebhookMessage {
  std::string_view id, timestamp, body;
};

// "whsec_" + base64 of 24 to 64 bytes; the prefix may be missing. Fails with config, without an excerpt.
Result<WipedBytes> parse_hmac_secret(std::string_view text);
// "whpk_" + base64 of 32 bytes. Fails with config.
Result<PublicKey> parse_public_key(std::string_view text);

// One token of webhook-signature: "v1,..." with HMAC-SHA256.
std::string sign_hmac(const WebhookMessage& message, std::string_view secret);
// "v1a,..." with Ed25519; `private_key` is the 32-byte seed.
std::string sign_ed25519(const WebhookMessage& message, std::string_view private_key);

// Is any token of `signatures` right for any of the keys? Unknown versions and malformed tokens are skipped;
// at most 16 tokens are looked at. Takes the same time wherever a signature differs.
bool has_valid_signature(const WebhookMessage& message, std::string_view signatures,
                         std::span<const WipedBytes> hmac_secrets, std::span<const PublicKey> public_keys);

// Whole seconds since 1970, within the tolerance of `now` on either side.
bool is_timely(std::string_view timestamp, WallTime now,
               std::chrono::seconds tolerance = kSignatureTolerance);

// Not empty, at most 256 visible characters, and without "." (it would make the signed bytes ambiguous).
bool is_message_id(std::string_view id);

// Adds the three headers of a message whose body is complete. `message_id` is the same for every attempt.
// While a secret is replaced there are two, and both sign.
void sign_webhook(Request& request, const std::string& message_id, std::span<const WipedBytes> secrets,
                  WallTime now);

}  // namespace hub::http
