// Where a simulator listens: an HTTP server on an address of its own. One loop's thread; what handles its
// requests outlives it; stop() before it dies.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/http/server.hpp"

namespace hub::simulators {

struct ListenerSettings {
  std::string address;
  std::uint16_t port = 0;  // 0: any that is free
  std::size_t body_bytes_max = 64u << 20;
};

class Listener {
 public:
  using Handler = std::function<Task<http::Response>(http::Request request)>;

  // Fails as http::Server::start() does.
  Result<void> start(IoContext& io, ListenerSettings settings, Handler handler);
  // All below: after start().
  std::uint16_t port() const { return server_->port(); }
  std::string host() const { return address_ + ':' + std::to_string(port()); }
  std::string base_url() const { return "http://" + host(); }
  Task<void> stop() { return server_->drain(); }

 private:
  std::string address_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace hub::simulators
