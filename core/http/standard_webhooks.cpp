#include "core/http/standard_webhooks.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "core/base/base64.hpp"
#include "core/base/buffer.hpp"
#include "core/base/ed25519.hpp"
#include "core/base/hmac.hpp"

namespace hub::http {

namespace {

constexpr std::size_t kTokensMax = 16;
constexpr std::size_t kHmacSize = 32;
using Digest = std::array<std::byte, kHmacSize>;
constexpr std::size_t kEd25519Size = std::tuple_size_v<Ed25519Signature>;

Buffer signed_bytes(const WebhookMessage& message) {
  Buffer bytes;
  bytes.reserve(message.id.size() + message.timestamp.size() + message.body.size() + 2);
  bytes.append(message.id);
  bytes.push_back('.');
  bytes.append(message.timestamp);
  bytes.push_back('.');
  bytes.append(message.body);
  return bytes;
}

// The same bytes, without copying a body that may be large.
Digest hmac(const WebhookMessage& message, std::string_view secret) {
  return hmac_sha256(std::as_bytes(std::span(secret)),
                     {message.id, ".", message.timestamp, ".", message.body});
}

// "whsec_AAA" and "whpk_AAA" without the prefix.
std::string_view without_prefix(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

}  // namespace

Result<WipedBytes> parse_hmac_secret(std::string_view text) {
  auto bytes = base64_decode(without_prefix(text, "whsec_"));
  if (!bytes || bytes->size() < 24 || bytes->size() > 64) {
    return config_error("a signing secret is whsec_ and the base64 of 24 to 64 bytes");
  }
  return std::move(*bytes);
}

Result<PublicKey> parse_public_key(std::string_view text) {
  const auto bytes = base64_decode(without_prefix(text, "whpk_"));
  PublicKey key;
  if (!bytes || bytes->size() != key.size()) {
    return config_error("a public key for signatures is whpk_ and the base64 of 32 bytes");
  }
  std::ranges::copy(*bytes, reinterpret_cast<char*>(key.data()));
  return key;
}

std::string sign_hmac(const WebhookMessage& message, std::string_view secret) {
  const Digest digest = hmac(message, secret);
  return "v1," + base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string sign_ed25519(const WebhookMessage& message, std::string_view private_key) {
  const Buffer bytes = signed_bytes(message);
  const Ed25519Signature signature = hub::sign_ed25519(private_key, bytes.view());
  return "v1a," + base64_encode({signature.data(), signature.size()});
}

bool has_valid_signature(const WebhookMessage& message, std::string_view signatures,
                         std::span<const WipedBytes> hmac_secrets, std::span<const PublicKey> public_keys) {
  const Buffer bytes = public_keys.empty() ? Buffer() : signed_bytes(message);
  std::vector<Digest> expected;
  for (const WipedBytes& secret : hmac_secrets) {
    expected.push_back(hmac(message, {secret.data(), secret.size()}));
  }

  bool is_valid = false;
  for (std::size_t seen = 0; !signatures.empty() && seen < kTokensMax; ++seen) {
    const auto end = signatures.find(' ');
    const std::string_view token = signatures.substr(0, end);
    signatures = end == std::string_view::npos ? std::string_view() : signatures.substr(end + 1);
    const auto comma = token.find(',');
    if (comma == std::string_view::npos) continue;
    const auto given = base64_decode(token.substr(comma + 1));
    if (!given) continue;
    const std::string_view version = token.substr(0, comma);
    if (version == "v1" && given->size() == kHmacSize) {
      for (const auto& digest : expected) {
        is_valid |= CRYPTO_memcmp(digest.data(), given->data(), kHmacSize) == 0;
      }
    } else if (version == "v1a" && given->size() == kEd25519Size) {
      for (const PublicKey& key : public_keys) {
        is_valid |= verify_ed25519(key, bytes.view(), {given->data(), given->size()});
      }
    }
  }
  return is_valid;
}

bool is_timely(std::string_view timestamp, WallTime now, std::chrono::seconds tolerance) {
  std::int64_t seconds = 0;
  const char* const end = timestamp.data() + timestamp.size();
  const auto parsed = std::from_chars(timestamp.data(), end, seconds);
  if (parsed.ec != std::errc() || parsed.ptr != end || seconds < 0 || seconds > 100'000'000'000) return false;
  const auto age =
      std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()) - std::chrono::seconds(seconds);
  return age <= tolerance && age >= -tolerance;
}

bool is_message_id(std::string_view id) {
  return !id.empty() && id.size() <= 256 &&
         std::ranges::all_of(id, [](char c) { return c > ' ' && c < '\x7f' && c != '.'; });
}

void sign_webhook(Request& request, const std::string& message_id, std::span<const WipedBytes> secrets,
                  WallTime now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  const std::string timestamp = std::to_string(seconds.count());
  std::string signatures;
  for (const WipedBytes& secret : secrets) {
    if (!signatures.empty()) signatures += ' ';
    signatures += sign_hmac({message_id, timestamp, request.body.view()}, {secret.data(), secret.size()});
  }
  request.headers.add("webhook-id", message_id);
  request.headers.add("webhook-timestamp", timestamp);
  request.headers.add("webhook-signature", std::move(signatures));
}

}  // namespace hub::http
