// Ways to prove who sent a request. Each looks for its own kind of proof; the front door asks them in order.
// One loop's thread; never blocks.
#pragma once

#include <memory>
#include <vector>

#include "core/base/clock.hpp"
#include "core/http/server.hpp"
#include "core/ingest/credential.hpp"

namespace hub::ingest {

struct Verification {
  enum class Outcome : std::uint8_t {
    absent,   // no proof of this kind: ask the next verifier
    refused,  // there is one and it is wrong: ask nobody else
    proven,
  };
  Outcome outcome = Outcome::absent;
  const Credential* credential = nullptr;  // when proven
};

class Verifier {
 public:
  virtual ~Verifier() = default;
  virtual Verification verify(const http::Request& request, const http::Peer& peer,
                              const Credentials& credentials) = 0;
};

// Standard Webhooks. A request may name its credential in the header "hub-credential"; otherwise at most
// `unnamed_max` of those with signing keys are tried. A webhook-id is remembered for the tolerance: the same
// id with other bytes is refused, with the same bytes it is a retry.
struct WebhookLimits {
  std::size_t unnamed_max = 16;
  std::size_t remembered_max =
      65'536;  // the oldest are forgotten; duplicates are told by the event's id anyway
};
std::unique_ptr<Verifier> make_webhook_verifier(Clock& clock, WebhookLimits limits = {});

// "Authorization: Bearer hubk_ID_SECRET".
std::unique_ptr<Verifier> make_bearer_verifier();

// The subject of a client certificate that the listener has verified.
std::unique_ptr<Verifier> make_certificate_verifier();

// All of the above: signature, bearer key, certificate.
std::vector<std::unique_ptr<Verifier>> standard_verifiers(Clock& clock);

}  // namespace hub::ingest
