// Looks every second whether the database is there, so that a hub without work knows too, and tells the log
// when it goes away and when it comes back. One loop's thread; the parts outlive it.
#pragma once

#include "core/async/event.hpp"
#include "core/log/log.hpp"
#include "core/store/outbox.hpp"
#include "core/store/postgres/health.hpp"

namespace hub::hubd {

class StoreWatch {
 public:
  struct Parts {
    store::Outbox& outbox;
    const store::Health& health;
    Clock& clock;
    log::Log& log;
    Executor executor;
  };
  explicit StoreWatch(Parts parts) : parts_(parts), stopping_(parts.executor), stopped_(parts.executor) {}

  void start();
  // Precondition: start() was called.
  Task<void> stop();

 private:
  Task<void> watch();

  Parts parts_;
  Event stopping_, stopped_;
};

}  // namespace hub::hubd
