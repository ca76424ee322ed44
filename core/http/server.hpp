// A small, hardened HTTP/1.1 server on one io_context, for the events and admin listeners and the simulators.
//
// All methods on the loop's thread. Bounded headers and bodies, a deadline per phase, a cap on connections,
// Expect: 100-continue, smuggling refused (Content-Length with Transfer-Encoding, duplicates), drain on stop.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/async/task.hpp"
#include "core/base/result.hpp"
#include "core/http/message.hpp"

namespace hub::http {

struct ServerLimits {
  std::size_t header_bytes_max = 64 * 1024;
  std::size_t body_bytes_max = 8u << 20;
  std::size_t bodies_bytes_max = 512u << 20;            // of all connections together, then 503
  std::size_t connections_max = 4096;                   // beyond it a connection is told 503 and closed
  std::chrono::milliseconds header_deadline{3'000};     // from the connection, or from a request's first byte
  std::chrono::milliseconds idle_deadline{60'000};      // between two requests of a connection
  std::chrono::milliseconds body_deadline{10'000};      // then 408
  std::chrono::milliseconds handler_deadline{120'000};  // then 503, whatever the handler still does
  std::chrono::milliseconds write_deadline{30'000};     // for one answer, or one piece of a stream
  std::chrono::milliseconds drain_deadline{10'000};
};

struct TlsSettings {
  std::string certificate_file;  // PEM chain
  std::string key_file;          // PEM
  std::string client_ca_file;    // not empty: clients may present certificates signed by it
};

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;   // 0: a free one, see Server::port()
  bool share_port = false;  // SO_REUSEPORT: several loops may each have a server on one port
  // A socket that listens already, on whatever address: the server's from start() on. -1: it binds one of its
  // own.
  int listening_socket = -1;
  std::optional<TlsSettings> tls;
  ServerLimits limits;
};

struct Peer {
  std::string address;
  std::string certificate_subject;  // empty without a verified client certificate
};

// Called once per request when the whole body is there. The task may suspend; answers on one connection keep
// order.
using Handler = std::function<Task<Response>(Request request, const Peer& peer)>;

class Server {
 public:
  // Fails with config when the address cannot be bound or the certificate cannot be read.
  static Result<std::unique_ptr<Server>> start(IoContext& io, ServerSettings settings, Handler handler);
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
  // For handing it on; it stays the server's, who closes it when it drains.
  virtual int listening_socket() const = 0;
  virtual std::size_t connections() const = 0;
  // The files of its TLS settings once more, for connections that come from now on; nothing without TLS.
  // Fails with config as start() does, and goes on with those of before.
  virtual Result<void> renew_tls() = 0;
  // Stops accepting, answers what is in flight with Connection: close, ends idle connections, and gives those
  // that have only just come the header deadline for their request; returns when all are gone, at the latest
  // after the drain deadline.
  virtual Task<void> drain() = 0;

 protected:
  Server() = default;
};

}  // namespace hub::http
