#include "core/ingest/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "core/base/base64.hpp"
#include "core/base/buffer.hpp"
#include "core/base/hmac.hpp"

namespace hub::ingest {

namespace {

constexpr std::size_t kTokensMax = 16;
constexpr std::size_t kHmacSize = 32;
using Digest = std::array<std::byte, kHmacSize>;
constexpr std::size_t kEd25519Size = 64;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

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

bool verify_ed25519(std::string_view bytes, std::string_view signature, const PublicKey& public_key) {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(bytes),
                          bytes.size()) == 1;
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
  const Key key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(private_key), private_key.size()));
  const Context context(EVP_MD_CTX_new());
  std::array<char, kEd25519Size> signature{};
  std::size_t size = signature.size();
  HUB_ASSERT(key && context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  HUB_ASSERT(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                            bytes_of(bytes.view()), bytes.size()) == 1);
  return "v1a," + base64_encode({signature.data(), size});
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
        is_valid |= verify_ed25519(bytes.view(), {given->data(), given->size()}, key);
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

}  // namespace hub::ingest
