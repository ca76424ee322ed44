#include "tools/hubctl/onboarding_proof.hpp"

#include <algorithm>
#include <fstream>

#include "core/base/sha256.hpp"
#include "core/http/standard_webhooks.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/dead_letters.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/proof_canary.hpp"
#include "tools/hubctl/proof_erasure.hpp"

namespace hub::hubctl {
namespace {

constexpr std::chrono::seconds kAnswerTime{5};
constexpr std::chrono::seconds kUsualTime{2};  // in which a case is usually confirmed and deleted
constexpr std::chrono::milliseconds kPause{200};
constexpr std::size_t kNameDigits = 16;

WallTime now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

// What the hub has of the customer, with versions and times: anything else is to be proven anew.
Result<std::string> standing_of(RestClient& hub, const std::string& tenant) {
  const std::string query = "?tenant=" + encode(tenant);
  const auto resources = hub.get("/api/v1/resources" + query);
  if (!resources.ok()) return resources.error();
  const auto secrets = hub.get("/api/v1/secrets" + query);
  if (!secrets.ok()) return secrets.error();
  return sha256_hex(resources->text() + secrets->text());
}

// The note of the last proof; empty: nothing is noted anywhere.
std::string note_path(const Call& call, const std::string& tenant) {
  if (call.state_folder.empty()) return {};
  return call.state_folder + "/onboarded-" +
         sha256_hex(call.hub.url() + '\n' + tenant).substr(0, kNameDigits);
}

bool is_noted(const std::string& path, const std::string& standing) {
  std::ifstream file(path);
  std::string line;
  return !path.empty() && std::getline(file, line) && line == standing;
}

Result<RestClient::Headers> signature_of(const EventKey& key, const std::string& event) {
  if (key.signing_secret.empty()) return RestClient::Headers();
  auto secret = http::parse_hmac_secret(key.signing_secret.view());
  if (!secret.ok()) return secret.error();
  std::vector<WipedBytes> secrets;
  secrets.push_back(std::move(*secret));
  http::Request request;
  request.body = Buffer(event);
  http::sign_webhook(request, "onboarding-" + sha256_hex(event).substr(0, kNameDigits), secrets, now());
  RestClient::Headers headers;
  for (const char* name : {"webhook-id", "webhook-timestamp", "webhook-signature"})
    headers.emplace_back(name, std::string(request.headers.find(name).value_or("")));
  return headers;
}

// The case that came last, as far as its deliveries are here: whether each is confirmed, or why not.
struct LastCase {
  bool is_confirmed = true;
  bool needs_person = false;
  std::string text;
};

Result<LastCase> last_case(RestClient& hub, const std::string& tenant) {
  const auto page = hub.get("/api/v1/deliveries?limit=1000&tenant=" + encode(tenant));
  if (!page.ok()) return page.error();
  const auto deliveries = list_at(page->value(), "deliveries");
  std::string_view last;
  for (const model::Value& delivery : deliveries) last = std::max(last, delivery.text_at("received_at"));
  LastCase found;
  for (const model::Value& delivery : deliveries) {
    if (delivery.text_at("received_at") != last) continue;
    const std::string_view state = delivery.text_at("state");
    found.is_confirmed = found.is_confirmed && state == "confirmed";
    found.needs_person = found.needs_person || state == "dead_letter";
    found.text += "; target " + std::string(delivery.text_at("target")) + ": " + std::string(state);
    const model::Value* why = delivery.find("error");
    if (why != nullptr && why->is_object()) found.text += ", " + std::string(why->text_at("message"));
  }
  return found;
}

// It is not deleted at once where its tenant keeps cases. What is confirmed and deleted meanwhile shows as
// nothing; that it really arrived shows when it is taken back.
Result<void> wait_confirmed(Call& call, const std::string& tenant, std::chrono::seconds wait) {
  const auto until = std::chrono::steady_clock::now() + wait;
  for (;;) {
    const auto last = last_case(call.hub, tenant);
    if (!last.ok()) return last.error();
    if (last->is_confirmed) return {};
    if (last->needs_person || std::chrono::steady_clock::now() >= until || !pause(call, kPause))
      return invalid_error("not_confirmed", "the synthetic case is not confirmed" + last->text);
  }
}

Result<void> send(Call& call, const Customer& customer, const std::string& event,
                  const std::string& events_url, std::chrono::seconds wait) {
  const auto signature = signature_of(customer.event_key, event);
  if (!signature.ok()) return signature.error();
  RestClient door(events_url, std::string(customer.event_key.bearer.view()), kUsualTime + kAnswerTime);
  const auto answer = door.post_event("/v1/cases", event, std::min(wait, kUsualTime), *signature);
  if (!answer.ok()) return answer.error();
  const auto accepted = list_at(answer->value(), "accepted");
  if (accepted.empty()) return invalid_error("refused", "the front door refuses the synthetic case");
  if (accepted.front().find("certificate") != nullptr || boolean_at(accepted.front(), "confirmed")) return {};
  return wait_confirmed(call, customer.tenant, wait);
}

Result<std::string> take_back(RestClient& hub, const std::string& tenant, const std::string& event) {
  const auto erasures = erase_canary(hub, tenant, event);
  if (!erasures.ok()) return erasures.error();
  std::string text;
  for (const TargetErasure& one : *erasures) {
    if (!one.is_proven()) return invalid_error("not_erased", one.text());
    text += "; " + one.text();
  }
  return "confirmed" + text;
}

}  // namespace

Result<DeliveryProof> prove_delivery(Call& call, const Customer& customer, const std::string& events_url,
                                     std::chrono::seconds wait, Random& random) {
  const auto standing = standing_of(call.hub, customer.tenant);
  if (!standing.ok()) return standing.error();
  const std::string note = note_path(call, customer.tenant);
  if (is_noted(note, *standing)) return DeliveryProof{"proven before, with the same", true, false};
  if (!customer.event_key.is_usable())
    return DeliveryProof{"the file names no key that cases are sent with", false, true};
  proof::Markers markers;
  const std::string event = make_canary(random, now(), customer.tenant, markers);
  if (const auto sent = send(call, customer, event, events_url, wait); !sent.ok()) return sent.error();
  auto text = take_back(call.hub, customer.tenant, event);
  if (!text.ok()) return text.error();
  // What cannot be noted is proven once more by the next run.
  if (!note.empty()) (void)write_file(note, *standing + '\n').ok();
  return DeliveryProof{std::move(*text), false, false};
}

}  // namespace hub::hubctl
