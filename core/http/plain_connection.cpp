#include "core/http/connection.hpp"

namespace hub::http {

namespace {
Peer peer_of(const TcpSocket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return {error ? std::string() : endpoint.address().to_string(), {}};
}
}  // namespace

void serve(std::shared_ptr<ServerState> state, TcpSocket socket) {
  using PlainConnection = Connection<TcpSocket>;
  Peer peer = peer_of(socket);
  const auto executor = state->io.get_executor();
  auto connection = std::make_shared<PlainConnection>(std::move(state), std::move(socket), std::move(peer));
  spawn(executor, PlainConnection::run(std::move(connection)));
}

}  // namespace hub::http
