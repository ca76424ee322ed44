// Who is signed in with a browser: a key, or what an identity provider says, is exchanged for a token that
// lives in a cookie no script can read. Tokens are kept as hashes, in memory: a restart signs everybody out.
// One loop's thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/admin/keys.hpp"
#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/http/message.hpp"

namespace hub::admin {

struct Session {
  std::string key_id;                      // of the key that it was opened with: it ends with that; or
  std::shared_ptr<const AdminKey> person;  // whom an identity provider named, with the rights of a key
  MonotonicTime until{};
};

class Sessions {
 public:
  static constexpr std::chrono::hours kLife{12};

  // Both outlive it. `over_tls`: the cookie is never sent without.
  Sessions(Clock& clock, Random& random, bool over_tls)
      : clock_(clock), random_(random), over_tls_(over_tls) {}

  // The value of Set-Cookie that opens one. The oldest goes when there are too many.
  std::string open(std::string key_id);
  std::string open_for(std::shared_ptr<const AdminKey> person, std::chrono::seconds life);
  // Of the request's cookie; null when there is none, or it is over.
  std::shared_ptr<const Session> find(const http::Request& request) const;
  // The value of Set-Cookie that ends it.
  std::string close(const http::Request& request);

 private:
  std::string keep(Session session);

  Clock& clock_;
  Random& random_;
  bool over_tls_;
  std::map<std::string, std::shared_ptr<const Session>, std::less<>> by_hash_;
};

// Whether a request that changes something was made by our own page: a header that no form can send, and an
// origin that is where it was sent to.
bool comes_from_own_page(const http::Request& request);

}  // namespace hub::admin
