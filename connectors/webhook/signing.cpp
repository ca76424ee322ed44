#include "connectors/webhook/signing.hpp"

#include <algorithm>
#include <array>

#include "core/base/base64.hpp"
#include "core/base/hex.hpp"
#include "core/base/hmac.hpp"
#include "core/base/timestamp.hpp"
#include "core/http/standard_webhooks.hpp"

namespace hub::connectors::webhook {

namespace {

constexpr std::chrono::seconds kSignatureLife{300};

struct NamedForm {
  std::string_view name;
  HmacForm form;
};
const std::array kForms = std::to_array<NamedForm>({
    {"github", {"X-Hub-Signature-256", "sha256={hex}", "{body}", "", "X-GitHub-Delivery"}},
    {"stripe", {"Stripe-Signature", "t={timestamp},v1={hex}", "{timestamp}.{body}", "", ""}},
    {"shopify", {"X-Shopify-Hmac-Sha256", "{base64}", "{body}", "", "X-Shopify-Webhook-Id"}},
    {"slack", {"X-Slack-Signature", "v0={hex}", "v0:{timestamp}:{body}", "X-Slack-Request-Timestamp", ""}},
    {"zendesk",
     {"X-Zendesk-Webhook-Signature", "{base64}", "{timestamp}{body}", "X-Zendesk-Webhook-Signature-Timestamp",
      "", true}},
});

// `text` with each place replaced; nothing when one is unknown.
using Known = std::initializer_list<std::pair<std::string_view, std::string_view>>;
std::optional<std::string> filled(std::string_view text, Known places) {
  std::string out;
  while (true) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == text.npos) return out;
    const auto close = text.find('}', open);
    if (close == text.npos) return std::nullopt;
    const auto found = std::ranges::find(places, text.substr(open + 1, close - open - 1),
                                         &std::pair<std::string_view, std::string_view>::first);
    if (found == places.end()) return std::nullopt;
    out += found->second;
    text.remove_prefix(close + 1);
  }
}

std::string value_with(const Signing& signing, const WipedBytes& secret, const http::Request& request,
                       std::string_view timestamp, std::string_view id) {
  constexpr std::string_view kBody = "{body}";
  const std::string_view base = signing.form.base;
  const auto at = base.find(kBody);
  const auto places = {std::pair(std::string_view("timestamp"), timestamp),
                       std::pair(std::string_view("id"), id)};
  const std::string before = *filled(base.substr(0, at), places);
  const std::string after = *filled(base.substr(at + kBody.size()), places);
  const auto digest = hmac_sha256(std::as_bytes(std::span(secret)), {before, request.body.view(), after});
  const std::string hex = hex_encode(digest);
  const std::string base64 = base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
  return *filled(signing.form.value, {{"timestamp", timestamp}, {"hex", hex}, {"base64", base64}});
}

// "2026-11-23T12:00:00Z".
std::string written(std::int64_t seconds) {
  constexpr std::size_t kUpToSeconds = 19;
  return format_timestamp(WallTime(std::chrono::seconds(seconds))).substr(0, kUpToSeconds) + 'Z';
}

void sign_hmac(http::Request& request, const Signing& signing, const std::string& id, WallTime now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  const HmacForm& form = signing.form;
  const std::string timestamp = form.iso_time ? written(seconds) : std::to_string(seconds);
  if (!form.timestamp_header.empty()) request.headers.add(form.timestamp_header, timestamp);
  if (!form.id_header.empty()) request.headers.add(form.id_header, id);
  request.headers.add(form.header, value_with(signing, signing.secrets.front(), request, timestamp, id));
}

Result<void> sign_rfc9421(http::Request& request, const Signing& signing, WallTime now, Random& random) {
  std::array<std::byte, 16> nonce;
  random.fill(nonce);
  http::SignatureInput input;
  input.components = signing.components;
  if (!request.headers.find("Content-Type")) std::erase(input.components, "content-type");  // no body
  input.created = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  input.expires = input.created + kSignatureLife.count();
  input.key_id = signing.key_id;
  input.nonce = base64url_encode({reinterpret_cast<const char*>(nonce.data()), nonce.size()});
  input.tag = "hub-webhook";
  if (std::ranges::find(input.components, "content-digest") != input.components.end())
    request.headers.add("Content-Digest", http::content_digest(request.body.view()));
  return http::sign_message(request, signing.key, input);
}

}  // namespace

const HmacForm* find_hmac_form(std::string_view name) {
  const auto found = std::ranges::find(kForms, name, &NamedForm::name);
  return found == kForms.end() ? nullptr : &found->form;
}

Result<void> check(const HmacForm& form) {
  const auto body = form.base.find("{body}");
  if (body == form.base.npos || form.base.find("{body}", body + 1) != form.base.npos)
    return config_error("hmac_base must name {body} once");
  if (!filled(form.base, {{"timestamp", ""}, {"id", ""}, {"body", ""}}))
    return config_error("hmac_base may name {timestamp}, {id} and {body}");
  if (!filled(form.value, {{"timestamp", ""}, {"hex", ""}, {"base64", ""}}))
    return config_error("hmac_value may name {timestamp}, {hex} and {base64}");
  return {};
}

Result<void> sign(http::Request& request, const Signing& signing, const std::string& message_id, WallTime now,
                  Random& random) {
  switch (signing.scheme) {
    case Signing::Scheme::none:
      break;
    case Signing::Scheme::standard_webhooks:
      http::sign_webhook(request, message_id, signing.secrets, now);
      return {};
    case Signing::Scheme::message_signature:
      return sign_rfc9421(request, signing, now, random);
    case Signing::Scheme::hmac:
      sign_hmac(request, signing, message_id, now);
      break;
  }
  return {};
}

}  // namespace hub::connectors::webhook
