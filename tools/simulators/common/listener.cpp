#include "tools/simulators/common/listener.hpp"

namespace hub::simulators {

Result<void> Listener::start(IoContext& io, ListenerSettings settings, Handler handler) {
  http::ServerSettings server;
  server.address = address_ = std::move(settings.address);
  server.port = settings.port;
  server.limits.body_bytes_max = settings.body_bytes_max;
  auto started = http::Server::start(
      io, server, [handler = std::move(handler)](http::Request request, const http::Peer&) {
        return handler(std::move(request));
      });
  if (!started.ok()) return std::move(started).error();
  server_ = std::move(*started);
  return {};
}

}  // namespace hub::simulators
