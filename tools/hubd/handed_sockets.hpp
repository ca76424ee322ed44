// Listening sockets that the service manager has handed over at the start (sd_listen_fds(3) of systemd): of a
// socket unit, or left with it by the process before this one. Connections wait in them while no hub runs.
//
// One thread. Closes what nobody took.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hub::hubd {

class HandedSockets {
 public:
  // What $LISTEN_FDS tells, which is gone from the environment afterwards: to be called once, before there
  // are other threads.
  static HandedSockets from_environment();

  HandedSockets(HandedSockets&&) = default;
  ~HandedSockets();

  // The one that listens there, the caller's from now on; -1 when there is none.
  int take(const std::string& address, std::uint16_t port);
  // The names of those that nobody took; closed, and the service manager keeps none of them.
  std::vector<std::string> drop_rest();

 private:
  struct Socket {
    int descriptor;
    std::string name, address;
    std::uint16_t port;
  };
  HandedSockets() = default;

  std::vector<Socket> sockets_;
};

}  // namespace hub::hubd
