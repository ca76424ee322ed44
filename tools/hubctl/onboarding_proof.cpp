#include "tools/hubctl/onboarding_proof.hpp"

#include <filesystem>
#include <fstream>

#include "core/base/sha256.hpp"
#include "core/http/standard_webhooks.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/proof_canary.hpp"
#include "tools/hubctl/proof_erasure.hpp"

namespace hub::hubctl {
namespace {

constexpr std::chrono::seconds kAnswerTime{5};
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

// Why it is not confirmed yet, as far as the hub knows.
Error not_confirmed(RestClient& hub, const std::string& tenant, std::chrono::seconds wait) {
  Error error = invalid_error(
      "not_confirmed", "the synthetic case was not confirmed within " + std::to_string(wait.count()) + " s");
  const auto page = hub.get("/api/v1/deliveries?limit=10&tenant=" + encode(tenant));
  if (!page.ok()) return error;
  for (const model::Value& delivery : list_at(page->value(), "deliveries")) {
    error.message +=
        "; target " + std::string(delivery.text_at("target")) + ": " + std::string(delivery.text_at("state"));
    const model::Value* why = delivery.find("error");
    if (why != nullptr && why->is_object()) error.message += ", " + std::string(why->text_at("message"));
  }
  return error;
}

Result<void> send(RestClient& hub, const Customer& customer, const std::string& event,
                  const std::string& events_url, std::chrono::seconds wait) {
  const auto signature = signature_of(customer.event_key, event);
  if (!signature.ok()) return signature.error();
  RestClient door(events_url, std::string(customer.event_key.bearer.view()), wait + kAnswerTime);
  const auto answer = door.post_event("/v1/cases", event, wait, *signature);
  if (!answer.ok()) return answer.error();
  const auto accepted = list_at(answer->value(), "accepted");
  if (accepted.empty()) {
    const auto rejected = list_at(answer->value(), "rejected");
    const model::Value* problem = rejected.empty() ? nullptr : rejected.front().find("problem");
    return invalid_error("refused", "the front door refuses the synthetic case: " +
                                        std::string(problem != nullptr ? problem->text_at("detail") : ""));
  }
  if (accepted.front().find("certificate") == nullptr && !boolean_at(accepted.front(), "confirmed"))
    return not_confirmed(hub, customer.tenant, wait);
  return {};
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
  if (const auto sent = send(call.hub, customer, event, events_url, wait); !sent.ok()) return sent.error();
  auto text = take_back(call.hub, customer.tenant, event);
  if (!text.ok()) return text.error();
  // What cannot be noted is proven once more by the next run.
  if (!note.empty()) (void)write_file(note, *standing + '\n').ok();
  return DeliveryProof{std::move(*text), false, false};
}

}  // namespace hub::hubctl
