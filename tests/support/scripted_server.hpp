// A TCP server on 127.0.0.1 that does to its clients exactly what the test's script says: for faults that no
// well-behaved server makes. The script runs on a thread per connection; everything else on the test's
// thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace hub::testing {

// One accepted connection. It ends when the script returns.
class ScriptedConnection {
 public:
  ScriptedConnection(int socket, std::function<void(const std::string&)> on_request)
      : socket_(socket), on_request_(std::move(on_request)) {}

  // Head and body as they came; empty when the client has gone.
  std::string read_request();
  bool send(std::string_view bytes);
  bool send_bytewise(std::string_view bytes);
  // Ends with RST instead of FIN, also when the script returns later.
  void reset();
  // Blocks until the client ends the connection.
  void wait_for_close();

 private:
  int socket_;
  std::function<void(const std::string&)> on_request_;
  std::string received_;
};

class ScriptedServer {
 public:
  // `number` counts connections from 0.
  using Script = std::function<void(ScriptedConnection& connection, int number)>;

  explicit ScriptedServer(Script script);
  ~ScriptedServer() { finish(); }

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view path) const;
  // Every request that was read, in order; one that the client left incomplete as far as it came.
  std::vector<std::string> requests() const;
  int connections() const { return connections_; }

  // Cuts what is open and waits for the scripts: afterwards requests() is complete.
  void finish();

  // From now on connections are refused, or accepted again on the same port.
  void refuse();
  void heal();

 private:
  struct Served {
    int socket;
    std::thread thread;
  };
  void listen();
  void accept_connections(int listener);
  void serve(int socket, int number);

  Script script_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;  // of the two below
  std::list<Served> served_;
  std::vector<std::string> requests_;
  std::thread acceptor_;
};

// "HTTP/1.1 200 OK" with that body and its length.
std::string answer(std::string_view status_line, std::string_view body, std::string_view headers = {});

}  // namespace hub::testing
