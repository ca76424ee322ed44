// How the receiver knows that a request is the hub's: Standard Webhooks, HTTP message signatures (RFC 9421)
// or an HMAC in the form of a known vendor or of one's own (webhook.md 2 to 4). One loop's thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/http/http_signature.hpp"

namespace hub::connectors::webhook {

// An HMAC-SHA256 of the request. Places in the texts: {timestamp}, {id} and {body} in `base`, {timestamp},
// {hex} and {base64} in `value`.
struct HmacForm {
  std::string header, value, base;
  std::string timestamp_header, id_header;  // empty: not sent
  bool iso_time = false;                    // else seconds
};
// Of "github", "stripe", "shopify", "slack", "zendesk"; null for another name.
const HmacForm* find_hmac_form(std::string_view name);
// Fails with config when the base does not hold {body} once, or a place is unknown.
Result<void> check(const HmacForm& form);

struct Signing {
  enum class Scheme : std::uint8_t { none, standard_webhooks, message_signature, hmac };
  Scheme scheme = Scheme::none;
  std::vector<WipedBytes> secrets;  // the one in use and, while it is replaced, the next
  HmacForm form;                    // hmac
  http::SigningKey key;             // message_signature
  std::string key_id;
  std::vector<std::string> components;
};

// Signs a request whose body and other headers are complete; made anew for each attempt, for it holds the
// time.
Result<void> sign(http::Request& request, const Signing& signing, const std::string& message_id, WallTime now,
                  Random& random);

}  // namespace hub::connectors::webhook
