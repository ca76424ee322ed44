// How people sign in to the console, wired: their sessions, and the identity provider when hub.yaml names
// one. One loop's thread; what it is opened with outlives it.
#pragma once

#include <memory>

#include "core/admin/sign_on.hpp"
#include "core/http/client.hpp"
#include "tools/hubd/hub_settings.hpp"

namespace hub::hubd {

class ConsoleSignIn {
 public:
  struct Parts {
    http::Client& client;
    Clock& clock;
    Random& random;
    log::Log& log;
  };
  // Fails with config when the client's secret cannot be read.
  static Result<std::unique_ptr<ConsoleSignIn>> open(const HubSettings& settings, const Parts& parts);

  admin::Sessions& sessions() { return sessions_; }
  // Null: with keys only.
  admin::SignOn* provider() { return sign_on_.get(); }
  // Whether it is the identity provider's part to answer this.
  bool serves(const http::Request& request) const {
    return sign_on_ && request.url.starts_with(admin::SignOn::kPrefix);
  }

 private:
  ConsoleSignIn(const Parts& parts, bool over_tls) : sessions_(parts.clock, parts.random, over_tls) {}

  admin::Sessions sessions_;
  std::unique_ptr<oidc::Provider> provider_;
  std::unique_ptr<admin::SignOn> sign_on_;
};

}  // namespace hub::hubd
