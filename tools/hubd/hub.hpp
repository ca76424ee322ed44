// The service, wired: store, vault, engine, front door, admin API and certificate log on one loop. Made,
// started and stopped once. The loop, the settings' owner and the log outlive it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "connectors/registry.hpp"
#include "core/async/task.hpp"
#include "core/base/result.hpp"
#include "core/log/log.hpp"
#include "tools/hubd/check.hpp"

namespace hub::hubd {

class Hub {
 public:
  // Opens everything that lies on disk and recovers what waits there. Fails with config; the message has a
  // line for every problem. `on_fatal` is called when durability can no longer be trusted: the process must
  // end.
  static Result<std::unique_ptr<Hub>> create(IoContext& io, const Configuration& configuration,
                                             const connectors::Registry& registry, log::Log& log,
                                             std::function<void(const Error&)> on_fatal);
  virtual ~Hub() = default;  // precondition: stop() has returned, or start() was never called

  // Opens the listeners and lets the lanes run. Fails with config when an address is taken.
  virtual Result<void> start() = 0;
  // Refuses new events, answers what is in flight, lets batches finish, then a last checkpoint.
  virtual Task<void> stop() = 0;

  virtual std::uint16_t events_port() const = 0;
  virtual std::uint16_t admin_port() const = 0;

 protected:
  Hub() = default;
};

}  // namespace hub::hubd
