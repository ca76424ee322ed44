#include "core/http/server.hpp"

#include <utility>

#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>

#include "core/http/response_head.hpp"
#include "core/http/server_state.hpp"
#include "core/http/server_tls.hpp"

namespace hub::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {
Result<void> adopt(TcpAcceptor& acceptor, int listening_socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  error_code error;
  if (::getsockname(listening_socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    error = error_code(errno, boost::system::system_category());
  if (!error) acceptor.assign(address.ss_family == AF_INET6 ? Tcp::v6() : Tcp::v4(), listening_socket, error);
  if (error) return config_error("listen on a socket that was handed over: " + error.message());
  return {};
}

Result<void> listen(ServerState& state) {
  const ServerSettings& settings = state.settings;
  if (settings.listening_socket >= 0) return adopt(state.acceptor, settings.listening_socket);
  const std::string where = settings.address + ":" + std::to_string(settings.port);
  error_code error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) return config_error("listen on " + where + ": not an address");
  const Tcp::endpoint endpoint(address, settings.port);
  TcpAcceptor& acceptor = state.acceptor;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error && settings.share_port) {
    const int on = 1;
    if (::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
      error = error_code(errno, boost::system::system_category());
    }
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return config_error("listen on " + where + ": " + error.message());
  return {};
}

// Never blocks: the answer fits an empty socket buffer.
void turn_away(ServerState& state, TcpSocket& socket) {
  if (state.tls) return;
  Buffer answer;
  const Response full = problem(503);
  append_head(answer, full, Framing::length, false, state.date());
  answer.append(full.body.view());
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(answer.data(), answer.size()), ignored);
  socket.shutdown(asio::socket_base::shutdown_send, ignored);
}

Task<void> accept_connections(std::shared_ptr<ServerState> state) {
  SteadyTimer pause(state->io.get_executor());
  while (state->acceptor.is_open()) {
    error_code error;
    TcpSocket socket(state->io.get_executor());
    co_await state->acceptor.async_accept(socket, asio::redirect_error(UseTask(), error));
    if (state->stopped()) co_return;
    if (error) {
      if (!state->acceptor.is_open()) co_return;
      // Out of descriptors, most likely: connections that end free some.
      pause.expires_after(std::chrono::milliseconds(50));
      co_await pause.async_wait(asio::redirect_error(UseTask(), error));
      continue;
    }
    if (state->connections() >= state->settings.limits.connections_max) {
      turn_away(*state, socket);
      continue;
    }
    socket.set_option(Tcp::no_delay(true), error);
    if (state->tls) {
      serve_tls(state, std::move(socket));
    } else {
      serve(state, std::move(socket));
    }
  }
}

// A connection keeps what it began with.
Result<void> read_tls(ServerState& state) {
  if (!state.settings.tls) return {};
  auto context = make_server_tls(*state.settings.tls);
  if (!context) return std::move(context).error();
  state.tls.emplace(std::move(context).value());
  return {};
}

class TcpServer final : public Server {
 public:
  explicit TcpServer(std::shared_ptr<ServerState> state) : state_(std::move(state)) {
    error_code ignored;
    port_ = state_->acceptor.local_endpoint(ignored).port();
  }
  ~TcpServer() override { state_->stop(); }

  std::uint16_t port() const override { return port_; }
  int listening_socket() const override { return state_->acceptor.native_handle(); }
  std::size_t connections() const override { return state_->connections(); }
  Result<void> renew_tls() override { return read_tls(*state_); }
  Task<void> drain() override {
    const auto state = state_;
    state->drain();
    co_await state->gone.wait();
  }

 private:
  std::shared_ptr<ServerState> state_;
  std::uint16_t port_ = 0;
};
}  // namespace

Result<std::unique_ptr<Server>> Server::start(IoContext& io, ServerSettings settings, Handler handler) {
  auto state = std::make_shared<ServerState>(io, std::move(settings), std::move(handler));
  if (auto listening = listen(*state); !listening) return std::move(listening).error();
  if (auto read = read_tls(*state); !read.ok()) return std::move(read).error();
  spawn(io.get_executor(), accept_connections(state));
  spawn(io.get_executor(), keep_deadlines(state));
  return std::unique_ptr<Server>(std::make_unique<TcpServer>(std::move(state)));
}

}  // namespace hub::http
