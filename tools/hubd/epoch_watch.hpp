// Tells the log and the metrics of epochs that are not as they should be: keys that this node lacks, dead
// ones that a node has not overwritten, damaged ones. One loop's thread; the parts outlive it.
#pragma once

#include "core/async/event.hpp"
#include "core/base/metrics.hpp"
#include "core/log/log.hpp"
#include "core/vault/shared_vault.hpp"

namespace hub::hubd {

class EpochWatch {
 public:
  struct Parts {
    const vault::SharedVault& vault;
    metrics::Registry& metrics;
    Clock& clock;
    log::Log& log;
    Executor executor;
  };
  explicit EpochWatch(Parts parts) : parts_(parts), stopping_(parts.executor), stopped_(parts.executor) {}

  void start();
  // Precondition: start() was called.
  Task<void> stop();

 private:
  Task<void> watch();
  void look();

  Parts parts_;
  Event stopping_, stopped_;
  vault::EpochState told_;
};

}  // namespace hub::hubd
