// How the hub did in the last day, for charts: a sample every 15 seconds for an hour, every minute for a day.
// In memory: it starts empty with the process. What was done by hand stands beside it as marks.
//
// One loop's thread. Everything passed in outlives it.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/admin/control.hpp"
#include "core/async/event.hpp"

namespace hub::admin {

struct HistoryPoint {
  WallTime at{};                                          // the end of its interval
  std::int64_t accepted = 0, confirmed = 0, deleted = 0;  // within the interval
  std::int64_t waiting = 0, dead_letters = 0, held = 0;   // at its end
  std::int64_t oldest_seconds = 0;                        // age of the oldest case held, at its end
};

struct HistoryMark {
  WallTime at{};
  std::string what;  // start, pause, resume, publish, rollback, retry, discard
  std::string tenant, target, by;
};

class History {
 public:
  History(const Control& control, Clock& clock, Executor executor)
      : control_(control), clock_(clock), stopping_(executor), stopped_(executor) {}

  // Samples until stop().
  void start(Executor executor);
  Task<void> stop();
  void mark(std::string what, std::string tenant, std::string target, std::string by);

  struct View {
    std::chrono::seconds step;
    std::vector<HistoryPoint> points;  // the oldest first
    std::vector<HistoryMark> marks;
  };
  View last(std::chrono::seconds range) const;

 private:
  Task<void> run();
  void sample();
  struct Counters {
    std::int64_t accepted = 0, confirmed = 0, deleted = 0;
  };
  static HistoryPoint point_since(const Counters& before, const Status& status, WallTime at);

  const Control& control_;
  Clock& clock_;
  Event stopping_, stopped_;
  bool started_ = false;
  std::deque<HistoryPoint> fine_, coarse_;
  std::deque<HistoryMark> marks_;
  Counters fine_before_, coarse_before_;
  std::uint32_t samples_ = 0;
};

}  // namespace hub::admin
