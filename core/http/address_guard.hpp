// Which addresses an outgoing connection may reach: the guard against server-side request forgery
// (webhook.md 7). Checked at the socket, so that name rebinding has no window. Immutable; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

struct sockaddr;

namespace hub::http {

class AddressGuard {
 public:
  // Allows public addresses only.
  AddressGuard() = default;
  // Also allows these subnets ("127.0.0.1/32", "10.1.0.0/16", "::1/128"), for on-premises receivers and
  // tests; a plain http URL and a port outside the list are accepted only towards them. Fails with config.
  static Result<AddressGuard> with_allowed(const std::vector<std::string>& subnets);

  bool allows(const sockaddr& address) const;
  // Of a literal address, "192.0.2.1" or "2001:db8::1"; false when it is none.
  bool allows_literal(std::string_view address) const;
  // The rules that need no address: scheme, user info, host form, port. Fails with config "forbidden_url".
  Result<void> check_url(const std::string& url) const;

 private:
  struct Subnet {
    std::array<std::uint8_t, 16> address;  // IPv4 as ::ffff:a.b.c.d
    int prefix;
  };
  bool allows_v6(const std::array<std::uint8_t, 16>& address) const;
  std::vector<Subnet> allowed_;
};

}  // namespace hub::http
