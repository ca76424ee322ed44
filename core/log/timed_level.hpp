// The level of a running service's log, changed by a person: for a while, after which it is again what the
// configuration says, or until the service ends. One loop's thread.
#pragma once

#include <functional>
#include <optional>

#include "core/base/clock.hpp"
#include "core/log/log.hpp"

namespace hub::log {

class TimedLevel {
 public:
  // `apply` makes the log follow. `log` is told of every change. Both, and the clock, outlive it.
  TimedLevel(Level configured, std::function<void(Level)> apply, Log& log, Clock& clock);
  ~TimedLevel();
  TimedLevel(const TimedLevel&) = delete;
  TimedLevel& operator=(const TimedLevel&) = delete;

  Level configured() const { return configured_; }
  Level now() const { return now_; }
  // When it goes back; nothing while it does not.
  std::optional<WallTime> until() const { return until_; }
  // Whether a line of this level is written.
  bool shows(Level level) const { return level >= now_; }

  // What was asked for before is forgotten.
  void set(Level level, std::optional<milliseconds> length);

 private:
  void apply(Level level);
  void forget_timer();

  Level configured_, now_;
  std::function<void(Level)> apply_;
  Log& log_;
  Clock& clock_;
  std::optional<WallTime> until_;
  std::optional<Clock::TimerId> timer_;
};

}  // namespace hub::log
