#include "core/async/task_trace.hpp"

#include <utility>

namespace hub {
namespace {
thread_local std::string_view trace;  // of the task that this thread's loop runs
}  // namespace

std::string_view current_trace() {
  return trace;
}

namespace detail {

void enter_trace(std::string_view traceparent) {
  trace = traceparent;
}

std::string_view leave_trace() {
  return std::exchange(trace, {});
}

}  // namespace detail
}  // namespace hub
