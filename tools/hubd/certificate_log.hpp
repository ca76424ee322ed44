// Keeps the published certificate log up with the database, and serves it. One loop's thread; file work
// happens on the store's reader. stop() before it dies; everything in Parts outlives it.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "core/async/event.hpp"
#include "core/certificates/publisher.hpp"
#include "core/http/message.hpp"
#include "core/log/log.hpp"
#include "core/store/outbox.hpp"
#include "tools/hubd/witness.hpp"

namespace hub::hubd {

class CertificateLog {
 public:
  struct Parts {
    store::Outbox& outbox;
    Clock& clock;
    log::Log& log;
    Executor executor;
    http::Client& client;  // for witnesses
  };
  // `seed`: the secret of the log's signing key. Fails with config: a forked log is never added to.
  static Result<std::unique_ptr<CertificateLog>> open(Parts parts, certificates::PublisherSettings settings,
                                                      std::array<std::byte, 32> seed,
                                                      std::vector<WitnessSettings> witnesses = {});
  ~CertificateLog();

  void start();
  Task<void> stop();
  // What an auditor needs to check a signature: "name+id+key".
  std::string verifier_key() const;
  // GET of a path below the log's prefix: "checkpoint", "tile/0/000", "verifier-key".
  Task<http::Response> serve(std::string path);

 private:
  CertificateLog(Parts parts, std::string origin, std::array<std::byte, 32> seed);
  Task<void> run();
  Task<void> publish();
  // A slow witness holds nobody up but itself.
  Task<void> follow(Witness& witness);

  Parts parts_;
  certificates::NoteSigner signer_;
  std::unique_ptr<certificates::Publisher> publisher_;
  std::vector<std::unique_ptr<Witness>> witnesses_;
  Event stopping_;
  Event stopped_;
  std::size_t running_ = 0;  // tasks that have not seen the stop yet
  bool complained_ = false;
};

}  // namespace hub::hubd
