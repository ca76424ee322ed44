// Any bytes as the headers and body of a signed event: no garbage is taken for a signature, and what was
// signed is known again.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/http/standard_webhooks.hpp"

namespace {

using namespace hub;

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  static const std::array<WipedBytes, 1> secrets = {
      *http::parse_hmac_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")};
  static const std::array<http::PublicKey, 1> keys = {
      *http::parse_public_key("whpk_HeNS6e8ocZ5lXbqvOFoqLyrXOXc6VdqMOmJP1Kuvqws=")};
  const std::string_view signatures = take_line(text), id = take_line(text), timestamp = take_line(text);
  const http::WebhookMessage message{id, timestamp, text};
  HUB_ASSERT(!http::has_valid_signature(message, signatures, secrets, keys));
  const std::string_view secret(reinterpret_cast<const char*>(secrets[0].data()), secrets[0].size());
  const std::string signed_with = std::string(signatures) + ' ' + http::sign_hmac(message, secret);
  // More tokens than are looked at may stand before it.
  const bool is_known = http::has_valid_signature(message, signed_with, secrets, keys);
  HUB_ASSERT(is_known || std::ranges::count(signatures, ' ') >= 8);
  static_cast<void>(http::is_timely(timestamp, WallTime(std::chrono::hours(24 * 365 * 56))));
  static_cast<void>(http::is_message_id(id));
  static_cast<void>(http::parse_hmac_secret(signatures));
  static_cast<void>(http::parse_public_key(signatures));
  return 0;
}
