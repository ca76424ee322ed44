// The settings of an HTTP client in tests. Any thread.
#pragma once

#include "core/http/curl_client.hpp"

namespace hub::testing {

// Of a client that reaches this machine and no other.
inline http::ClientSettings loopback() {
  http::ClientSettings settings;
  settings.guard = http::AddressGuard::with_allowed({"127.0.0.1/32"}).value();
  return settings;
}

}  // namespace hub::testing
