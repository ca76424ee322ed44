// Time, as a dependency: the simulator replaces it. Every method is called on the owning loop's thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace hub {

using std::chrono::milliseconds;
// Wall-clock time for stamps and for what people read. Milliseconds since the Unix epoch, UTC.
using WallTime = std::chrono::time_point<std::chrono::system_clock, milliseconds>;
// Monotonic time for waiting and deadlines.
using MonotonicTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::microseconds>;

class Clock {
 public:
  using TimerId = std::uint64_t;

  virtual ~Clock() = default;
  virtual WallTime wall_now() const = 0;
  virtual MonotonicTime now() const = 0;
  // Calls `action` once at `when` (at once, but never from inside this call, if that is past).
  virtual TimerId call_at(MonotonicTime when, std::function<void()> action) = 0;
  // Without effect when the timer has fired.
  virtual void cancel(TimerId timer) = 0;
};

}  // namespace hub
