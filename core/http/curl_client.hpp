// http::Client over libcurl's multi interface on one io_context, HTTP/1.1 keep-alive.
//
// libcurl 7.88 silently sends a POST again when a reused connection turns out dead: bodies go by read
// callback without a seek callback, so that it cannot, and such a failure is reported as `unknown`.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/http/address_guard.hpp"
#include "core/http/client.hpp"

namespace hub::http {

struct ClientSettings {
  AddressGuard guard;
  std::chrono::milliseconds connect_deadline{5'000};
  std::string ca_file;               // empty: the system's
  std::string certificate_file;      // PEM, with which it shows who it is; empty: it does not
  std::string key_file;              // PEM, of that certificate
  std::size_t connections_max = 64;  // open at once; requests beyond wait, their deadline running
  // Fixed addresses, "crm.example:443:192.0.2.1", in place of what the resolver says; the guard tests them
  // too.
  std::vector<std::string> resolve;
  std::string user_agent = "connector-hub";
  // Asked before anything of a request leaves, and at each of its steps: once it says no, the request ends,
  // whatever has become of it. Empty: always.
  std::function<bool()> may_send;
};

class CurlClient final : public Client {
 public:
  CurlClient(IoContext& io, ClientSettings settings);
  ~CurlClient() override;  // precondition: no request is in flight
  Task<Result<Response>> send(Request request) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hub::http
