// The parts of an address that the guard accepts: no user, no fragment. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace hub::http {

// Views into the address, which outlives them.
struct UrlParts {
  explicit UrlParts(std::string_view url);

  std::string_view scheme, authority, path;
  std::string_view query;  // with its question mark
};

// As the Host header has it: lower case, the port only where it is not the scheme's own.
std::string host_of(const UrlParts& parts);

}  // namespace hub::http
