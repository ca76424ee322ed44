// The service, wired: store, vault, engine, front door, admin API and certificate log on one loop. Made,
// started and stopped once. The loop, the settings' owner and the log outlive it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "connectors/registry.hpp"
#include "core/async/task.hpp"
#include "core/base/result.hpp"
#include "core/log/console_log.hpp"
#include "tools/hubd/check.hpp"
#include "tools/hubd/handed_sockets.hpp"

namespace hub::hubd {

class Hub {
 public:
  // What the process gives it; outlives it.
  struct Process {
    log::ConsoleLog& log;
    HandedSockets& sockets;
    // Durability can no longer be trusted: the process must end.
    std::function<void(const Error&)> on_fatal;
  };
  // Opens everything that lies on disk and recovers what waits there. Fails with config; the message has a
  // line for every problem.
  static Result<std::unique_ptr<Hub>> create(IoContext& io, const Configuration& configuration,
                                             const connectors::Registry& registry, Process process);
  virtual ~Hub() = default;  // precondition: stop() has returned, or start() was never called

  // Opens the listeners, of the handed sockets where they listen there already, and lets the lanes run. Fails
  // with config when an address is taken.
  virtual Result<void> start() = 0;
  // Reads again what lies in files and may change while it runs: the folder of resources with mappings and
  // secrets that they name, and the certificates of the listeners. The log says what came of it; what has a
  // problem stays as it was.
  virtual Task<void> reload() = 0;
  // Refuses new events, answers what is in flight, lets batches finish, then a last checkpoint.
  virtual Task<void> stop() = 0;

  virtual std::uint16_t events_port() const = 0;
  virtual std::uint16_t admin_port() const = 0;

 protected:
  Hub() = default;
};

}  // namespace hub::hubd
