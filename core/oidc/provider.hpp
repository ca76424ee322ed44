// An identity provider, as a client of it sees it: OpenID Connect Core 1.0, authorization code flow with PKCE
// (RFC 7636), found by Discovery 1.0. One loop's thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/http/client.hpp"
#include "core/model/arena.hpp"
#include "core/model/value.hpp"
#include "core/oidc/key_set.hpp"
#include "core/oidc/metadata.hpp"

namespace hub::oidc {

struct ProviderSettings {
  std::string issuer;  // to the letter as its discovery document says
  std::string client_id;
  Buffer client_secret;      // empty: a public client, which only PKCE protects
  std::string redirect_uri;  // as the provider knows it
  std::vector<std::string> scopes;
  std::string name_claim, groups_claim;
};

// The secrets of one sign-in: they tell its answer from every other.
struct Attempt {
  std::string state, nonce, verifier;
};
Attempt make_attempt(Random& random);

// Texts are printable ASCII, at most 100 characters: people and logs are shown them.
struct Identity {
  std::string subject;  // the same for ever, and nobody else's
  std::string name;     // as people know it; another one's may be the same
  std::vector<std::string> groups;
};

class Provider {
 public:
  // Both outlive it.
  Provider(ProviderSettings settings, http::Client& client, Clock& clock)
      : settings_(std::move(settings)), client_(client), clock_(clock) {}

  const ProviderSettings& settings() const { return settings_; }

  // Where a browser goes to sign in. Fails with transient when the provider cannot be asked, and with config
  // when its discovery document is of another issuer or lacks something.
  Task<Result<std::string>> authorization_url(Attempt attempt);

  // Who signed in, for the code and the `iss` (RFC 9207; empty when absent) that came with the attempt's
  // state. Fails with auth, and as authorization_url does.
  Task<Result<Identity>> redeem(std::string code, std::string issuer, Attempt attempt);

  // Where its own session is ended; `return_to` is where it sends the browser afterwards. Empty when it has
  // no such place, or was not asked yet.
  std::string sign_out_url(std::string_view return_to) const;

 private:
  struct Tokens {
    std::string id, access;
  };
  Task<Result<Metadata>> metadata();
  Task<Result<Tokens>> exchange(Metadata provider, std::string code, std::string verifier);
  // Of the ID token, after its check; keys are fetched anew when it was signed with an unknown one.
  Task<Result<model::Value>> claims_of(const Metadata& provider, const Tokens& tokens, const Attempt& attempt,
                                       model::Arena& arena);
  Task<Result<void>> fetch_keys(std::string url);
  // Of the person's record, for providers that do not put groups into ID tokens.
  Task<Result<std::vector<std::string>>> groups_of(std::string url, std::string access_token,
                                                   std::string subject);
  Task<Result<http::Response>> get(std::string url, std::string access_token = {});

  ProviderSettings settings_;
  http::Client& client_;
  Clock& clock_;
  std::optional<Metadata> metadata_;
  MonotonicTime metadata_until_{};
  std::optional<KeySet> keys_;
  MonotonicTime keys_fetched_{};
};

}  // namespace hub::oidc
