#include "core/log/timed_level.hpp"

namespace hub::log {

TimedLevel::TimedLevel(Level configured, std::function<void(Level)> apply, Log& log, Clock& clock)
    : configured_(configured), now_(configured), apply_(std::move(apply)), log_(log), clock_(clock) {}

TimedLevel::~TimedLevel() {
  forget_timer();
}

void TimedLevel::set(Level level, std::optional<milliseconds> length) {
  forget_timer();
  apply(level);
  if (!length) return;
  until_ = clock_.wall_now() + *length;
  timer_ = clock_.call_at(clock_.now() + *length, [this] {
    timer_.reset();
    until_.reset();
    apply(configured_);
  });
}

// Told at whichever level shows it: somebody who reads the log has to see why it speaks or falls silent.
void TimedLevel::apply(Level level) {
  const auto tell = [&] {
    log_.warning("the log level is another now", {resource("level", to_string(level))});
  };
  const bool was_shown = shows(Level::warning);
  if (was_shown) tell();
  now_ = level;
  apply_(level);
  if (!was_shown) tell();
}

void TimedLevel::forget_timer() {
  if (timer_) clock_.cancel(*timer_);
  timer_.reset();
  until_.reset();
}

}  // namespace hub::log
