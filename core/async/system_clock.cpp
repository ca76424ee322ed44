#include "core/async/system_clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <map>

namespace hub {

namespace asio = boost::asio;

// One Asio timer armed for the earliest of ours: cancelling costs a map erase, not a system call.
struct SystemClock::State : std::enable_shared_from_this<SystemClock::State> {
  explicit State(IoContext& io) : timer(io.get_executor()) {}

  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                             Executor>
      timer;
  std::map<std::pair<MonotonicTime, TimerId>, std::function<void()>> pending;
  std::map<TimerId, MonotonicTime> due;
  TimerId last_id = 0;
  MonotonicTime armed = MonotonicTime::max();

  void arm() {
    if (pending.empty()) return;
    const MonotonicTime first = pending.begin()->first.first;
    if (first >= armed) return;
    armed = first;
    timer.expires_at(first);
    timer.async_wait([weak = weak_from_this()](boost::system::error_code error) {
      auto self = weak.lock();
      if (self && !error) self->run_due();
    });
  }

  void run_due() {
    armed = MonotonicTime::max();
    const auto now = std::chrono::time_point_cast<MonotonicTime::duration>(std::chrono::steady_clock::now());
    while (!pending.empty() && pending.begin()->first.first <= now) {
      auto node = pending.extract(pending.begin());
      due.erase(node.key().second);
      node.mapped()();
    }
    arm();
  }
};

SystemClock::SystemClock(IoContext& io) : state_(std::make_shared<State>(io)) {}
SystemClock::~SystemClock() = default;

WallTime SystemClock::wall_now() const {
  return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

MonotonicTime SystemClock::now() const {
  return std::chrono::time_point_cast<MonotonicTime::duration>(std::chrono::steady_clock::now());
}

Clock::TimerId SystemClock::call_at(MonotonicTime when, std::function<void()> action) {
  const TimerId id = ++state_->last_id;
  state_->due.emplace(id, when);
  state_->pending.emplace(std::pair(when, id), std::move(action));
  state_->arm();
  return id;
}

void SystemClock::cancel(TimerId timer) {
  const auto found = state_->due.find(timer);
  if (found == state_->due.end()) return;
  state_->pending.erase({found->second, timer});
  state_->due.erase(found);
  if (!state_->pending.empty()) return;
  state_->armed = MonotonicTime::max();  // an armed timer would keep the loop alive for nothing
  state_->timer.cancel();
}

}  // namespace hub
