// Looks every few seconds and sends what is new by every notifier, each alert until it is taken or too old to
// matter. A notifier that fails holds up no other. One loop's thread; stop() before it dies.
#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "core/alerts/notifier.hpp"
#include "core/alerts/watch.hpp"
#include "core/async/event.hpp"
#include "core/log/log.hpp"

namespace hub::alerts {

struct AlerterSettings {
  milliseconds interval{10'000};
  milliseconds repeat = std::chrono::hours(4);
  milliseconds retry{5'000};        // before a refused alert is sent again
  std::size_t waiting_max = 1'000;  // of one notifier; the oldest are dropped
};

class Alerter {
 public:
  struct Parts {
    Clock& clock;
    log::Log& log;
    Executor executor;
    std::function<std::vector<Reading>()> read;
    std::vector<std::unique_ptr<Notifier>> notifiers;
  };
  Alerter(Parts parts, AlerterSettings settings);

  void start();
  Task<void> stop();
  std::size_t firing() const { return watch_.firing(); }

 private:
  struct Line {
    Line(std::unique_ptr<Notifier> its_notifier, Executor executor)
        : notifier(std::move(its_notifier)), changed(executor), stopped(executor) {}
    std::unique_ptr<Notifier> notifier;
    std::deque<Alert> waiting;
    Event changed, stopped;
    bool complained = false;
  };
  Task<void> watch();
  Task<void> send(Line& line);

  Parts parts_;
  AlerterSettings settings_;
  Watch watch_;
  std::vector<std::unique_ptr<Line>> lines_;
  Event stopping_, stopped_;
  bool started_ = false;
};

}  // namespace hub::alerts
