// One witness of the certificate log: asked to cosign what is published, again and again. One loop's thread;
// everything in Parts outlives it.
#pragma once

#include <string>

#include "core/certificates/publisher.hpp"
#include "core/certificates/witnessing.hpp"
#include "core/http/client.hpp"
#include "core/log/log.hpp"
#include "core/store/outbox.hpp"
#include "tools/hubd/witness_settings.hpp"

namespace hub::hubd {

class Witness {
 public:
  struct Parts {
    http::Client& client;
    store::Outbox& outbox;  // its reader is where the publisher works
    certificates::Publisher& publisher;
    log::Log& log;
  };
  Witness(Parts parts, certificates::VerifierKey log_key, WitnessSettings settings)
      : parts_(parts), log_key_(std::move(log_key)), settings_(std::move(settings)) {}

  // Has the published checkpoint cosigned, unless it is. What goes wrong is logged once, until it goes right
  // again, and costs nothing but the cosignature.
  Task<void> follow();

 private:
  Task<Result<void>> ask();
  // Nothing when the published checkpoint is cosigned, or none is published.
  Task<Result<std::optional<certificates::WitnessRequest>>> request();
  // Fails with config: "log_rolled_back" when the witness has seen a larger log.
  Result<void> learn_size(const http::Response& conflict, std::uint64_t published);

  Parts parts_;
  certificates::VerifierKey log_key_;
  WitnessSettings settings_;
  std::uint64_t cosigned_size_ = 0;  // as the witness said last
  bool complained_ = false;
};

}  // namespace hub::hubd
