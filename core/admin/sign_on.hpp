// Signing in to the console at the company's identity provider: sends a browser there, takes it back, and
// opens a session with the role of the person's groups. A browser follows these addresses, no script calls
// them, so they are none of the API's operations.
//
// One loop's thread. Everything in Parts outlives it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/admin/group_roles.hpp"
#include "core/admin/query.hpp"
#include "core/admin/sessions.hpp"
#include "core/log/log.hpp"
#include "core/oidc/provider.hpp"

namespace hub::admin {

struct SignOnSettings {
  std::string name;        // of the provider, for people
  std::string public_url;  // of the console as browsers see it, without a slash at its end
  std::vector<GroupRole> roles;
  std::chrono::seconds session{std::chrono::hours(8)};
};

class SignOn {
 public:
  static constexpr std::string_view kPrefix = "/sign-on/";
  // Below `public_url`: where the provider sends browsers back to.
  static constexpr std::string_view kCallback = "/sign-on/callback";

  struct Parts {
    oidc::Provider& provider;
    Sessions& sessions;
    Clock& clock;
    Random& random;
    log::Log& log;
  };
  SignOn(Parts parts, SignOnSettings settings) : parts_(parts), settings_(std::move(settings)) {}

  const std::string& provider_name() const { return settings_.name; }
  // Where a browser ends the provider's own session; empty when it has no such place.
  std::string sign_out_url() const { return parts_.provider.sign_out_url(settings_.public_url + '/'); }

  // Answers requests for paths that begin with kPrefix: GET start?return=VIEW, and GET callback. Whatever is
  // wrong, the browser ends up at the console, which says so: ?sign_in=refused, no_role, failed, unreachable.
  Task<http::Response> handle(http::Request request);

 private:
  // A sign-in that has begun; its browser has the state in a cookie.
  struct Pending {
    oidc::Attempt attempt;
    std::string return_to;
    MonotonicTime until{};
  };

  Task<http::Response> start(std::string return_to);
  Task<http::Response> finish(http::Request request, Query query);
  // Ends it, whatever comes of it: the same answer never counts twice.
  Result<Pending> take_pending(const http::Request& request, const Query& query);
  http::Response let_in(const oidc::Identity& identity, const GroupRole& rule, const Pending& pending);
  http::Response refuse(const Error& error);
  http::Response send_back(std::string_view word) const;
  std::string state_cookie(std::string_view state, std::chrono::seconds life) const;

  Parts parts_;
  SignOnSettings settings_;
  std::map<std::string, Pending, std::less<>> pending_;  // by the hash of the state
};

}  // namespace hub::admin
