// The trace that a task works for, so that what leaves while it runs can carry it. It stays with the task
// over every wait for an Event and every sleep, and is never another task's. One loop a thread.
#pragma once

#include <string_view>
#include <type_traits>

#include "core/async/task.hpp"

namespace hub {

// Of the running task, as a traceparent; empty: none.
std::string_view current_trace();

namespace detail {
void enter_trace(std::string_view traceparent);
// What was current. From here on nothing is.
std::string_view leave_trace();
}  // namespace detail

// Runs `task` for that trace, whose text outlives it; what the task spawns runs for none. It waits by Events
// and sleeps only. Precondition: the caller runs for none.
template <class T>
Task<T> in_trace(std::string_view traceparent, Task<T> task) {
  detail::enter_trace(traceparent);
  if constexpr (std::is_void_v<T>) {
    co_await std::move(task);
    detail::leave_trace();
  } else {
    T result = co_await std::move(task);
    detail::leave_trace();
    co_return result;
  }
}

}  // namespace hub
