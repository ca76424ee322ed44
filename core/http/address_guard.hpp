// Which addresses an outgoing connection may reach: the guard against server-side request forgery
// (webhook.md 7). Checked at the socket, so that name rebinding has no window. Immutable; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
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

  // What a URL may reach: a plain http URL or an unusual port only the subnets that were listed.
  enum class Reach : std::uint8_t { allowed, listed };

  bool allows(const sockaddr& address, Reach reach = Reach::allowed) const;
  // Of a literal address, "192.0.2.1" or "2001:db8::1"; false when it is none.
  bool allows_literal(std::string_view address) const;
  // The rules that need no address: scheme, user info, host form, port; a literal address is tested too.
  // Fails with config "forbidden_url" or "forbidden_address". Only the check at the socket counts: names
  // resolve later.
  Result<Reach> check_url(const std::string& url) const;

 private:
  using Address = std::array<std::uint8_t, 16>;  // IPv4 as ::ffff:a.b.c.d
  struct Subnet {
    Address address;
    int prefix;
    bool contains(const Address& other) const;
  };
  static std::optional<Address> address_of(std::string_view literal);
  static std::optional<Subnet> subnet_of(std::string_view text);
  static const std::vector<Subnet>& forbidden();
  bool allows(const Address& address, Reach reach) const;

  std::vector<Subnet> listed_;
};

}  // namespace hub::http
