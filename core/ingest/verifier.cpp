#include "core/ingest/verifier.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "core/ingest/seen_messages.hpp"
#include "core/ingest/text_checks.hpp"

namespace hub::ingest {

namespace {

using Outcome = Verification::Outcome;

constexpr Verification kAbsent{Outcome::absent, nullptr};
constexpr Verification kRefused{Outcome::refused, nullptr};

class WebhookVerifier final : public Verifier {
 public:
  // A message from the far end of the tolerance stays valid for twice its length.
  WebhookVerifier(Clock& clock, WebhookLimits limits)
      : clock_(clock), limits_(limits), seen_(2 * http::kSignatureTolerance, limits.remembered_max) {}

  Verification verify(const http::Request& request, const http::Peer&,
                      const Credentials& credentials) override {
    const auto& headers = request.headers;
    const auto signatures = headers.find("webhook-signature");
    if (!signatures) return kAbsent;
    for (const char* name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
      if (headers.count(name) != 1) return kRefused;
    }
    const http::WebhookMessage message{*headers.find("webhook-id"), *headers.find("webhook-timestamp"),
                                       request.body.view()};
    if (!http::is_message_id(message.id) || !http::is_timely(message.timestamp, clock_.wall_now()))
      return kRefused;

    const Credential* credential =
        find_signer(message, *signatures, headers.find("hub-credential"), credentials);
    if (!credential) return kRefused;
    // Ids of different senders do not meet.
    const std::string id = credential->name + '/' + std::string(message.id);
    if (!seen_.admit(id, hash_of_key(message.body), clock_.now())) return kRefused;
    return {Outcome::proven, credential};
  }

 private:
  const Credential* find_signer(const http::WebhookMessage& message, std::string_view signatures,
                                std::optional<std::string_view> name, const Credentials& credentials) const {
    const auto has_signed = [&](const Credential* credential) {
      return http::has_valid_signature(message, signatures, credential->hmac_secrets,
                                       credential->public_keys);
    };
    if (name) {
      const Credential* named = credentials.by_name(*name);
      return named && has_signed(named) ? named : nullptr;
    }
    const auto& all = credentials.signing();
    if (all.size() > limits_.unnamed_max) return nullptr;
    const auto found = std::ranges::find_if(all, has_signed);
    return found == all.end() ? nullptr : *found;
  }

  Clock& clock_;
  WebhookLimits limits_;
  SeenMessages seen_;
};

class BearerVerifier final : public Verifier {
 public:
  Verification verify(const http::Request& request, const http::Peer&,
                      const Credentials& credentials) override {
    const auto header = request.headers.find("Authorization");
    if (!header) return kAbsent;
    if (request.headers.count("Authorization") != 1 || !starts_with_ignoring_case(*header, "bearer "))
      return kRefused;
    const auto parts = split_bearer_key(trimmed(header->substr(7)));
    if (!parts) return kRefused;
    const KeyHash given = hash_of_key(parts->secret);
    const Credential* credential = credentials.by_bearer_id(parts->id);
    if (!credential) return kRefused;
    bool is_right = false;
    for (const BearerKey& key : credential->bearer_keys) {
      is_right |= key.id == parts->id && CRYPTO_memcmp(key.hash.data(), given.data(), given.size()) == 0;
    }
    return is_right ? Verification{Outcome::proven, credential} : kRefused;
  }
};

class CertificateVerifier final : public Verifier {
 public:
  Verification verify(const http::Request&, const http::Peer& peer, const Credentials& credentials) override {
    if (peer.certificate_subject.empty()) return kAbsent;
    const Credential* credential = credentials.by_certificate(peer.certificate_subject);
    return credential ? Verification{Outcome::proven, credential} : kRefused;
  }
};

}  // namespace

std::unique_ptr<Verifier> make_webhook_verifier(Clock& clock, WebhookLimits limits) {
  return std::make_unique<WebhookVerifier>(clock, limits);
}
std::unique_ptr<Verifier> make_bearer_verifier() {
  return std::make_unique<BearerVerifier>();
}
std::unique_ptr<Verifier> make_certificate_verifier() {
  return std::make_unique<CertificateVerifier>();
}

std::vector<std::unique_ptr<Verifier>> standard_verifiers(Clock& clock) {
  std::vector<std::unique_ptr<Verifier>> verifiers;
  verifiers.push_back(make_webhook_verifier(clock));
  verifiers.push_back(make_bearer_verifier());
  verifiers.push_back(make_certificate_verifier());
  return verifiers;
}

}  // namespace hub::ingest
