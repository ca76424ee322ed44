// What the connections of one server share. Internal to core/http; one loop's thread.
#pragma once

#include <utility>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <memory>
#include <optional>

#include "core/async/event.hpp"
#include "core/http/server.hpp"

namespace hub::http {

using Tcp = boost::asio::ip::tcp;
using TcpSocket = boost::asio::basic_stream_socket<Tcp, Executor>;
using TcpAcceptor = boost::asio::basic_socket_acceptor<Tcp, Executor>;
using SteadyTime = std::chrono::steady_clock::time_point;
using SteadyTimer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
using UseTask = boost::asio::use_awaitable_t<Executor>;

// How the server sees a connection: something with a deadline that can be ended.
class ConnectionBase {
 public:
  virtual ~ConnectionBase() = default;
  // The deadline of the current phase has passed.
  virtual void expire() = 0;
  // Ends the connection unless a request is being read, handled or answered, or its first one is to come.
  virtual void end_if_idle() = 0;
  virtual void close() = 0;

  SteadyTime deadline = SteadyTime::max();
};

class ServerState {
 public:
  ServerState(IoContext& io, ServerSettings settings, Handler handler);

  using Connections = std::list<ConnectionBase*>;
  Connections::iterator enter(ConnectionBase& connection);
  void leave(Connections::iterator connection);

  // Deadlines are looked at by one coarse timer instead of a timer per connection: setting one costs an
  // assignment.
  void sweep();
  void drain();
  // Closes everything; handlers that still run keep this object alive and their answers go nowhere.
  void stop();

  std::string_view date() const { return date_; }
  std::size_t connections() const { return connections_.size(); }
  bool draining() const { return draining_; }
  bool stopped() const { return stopped_; }

  IoContext& io;
  const ServerSettings settings;
  const Handler handler;
  TcpAcceptor acceptor;
  std::optional<boost::asio::ssl::context> tls;
  std::size_t body_bytes = 0;  // held for requests that are being read or handled
  Event gone;  // set when draining and no connection is left, or the drain deadline has passed

 private:
  friend Task<void> keep_deadlines(std::shared_ptr<ServerState> state);
  std::chrono::milliseconds tick() const;

  Connections connections_;
  SteadyTimer timer_;
  std::string date_;
  bool draining_ = false;
  bool stopped_ = false;
  SteadyTime drained_by_ = SteadyTime::max();
};

// Sweeps until the server stops.
Task<void> keep_deadlines(std::shared_ptr<ServerState> state);

// Serves one accepted connection to its end.
void serve(std::shared_ptr<ServerState> state, TcpSocket socket);
void serve_tls(std::shared_ptr<ServerState> state, TcpSocket socket);

}  // namespace hub::http
