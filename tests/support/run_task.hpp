// Runs one task to its end on a loop whose time is virtual.
#pragma once

#include <boost/test/unit_test.hpp>
#include <optional>

#include "tests/support/virtual_clock.hpp"

namespace hub::testing {

template <class T>
Task<void> keep_result(Task<T> task, std::optional<T>& result) {
  result = co_await std::move(task);
}

// Fails the test when the task waits for something that cannot happen.
template <class T>
T run_task(IoContext& io, VirtualClock& clock, Task<T> task) {
  std::optional<T> result;
  spawn(io.get_executor(), keep_result(std::move(task), result));
  run_until(io, clock, [&] { return result.has_value(); });
  BOOST_REQUIRE(result.has_value());
  return std::move(*result);
}

}  // namespace hub::testing
