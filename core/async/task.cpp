#include "core/async/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <cstdio>
#include <exception>
#include <typeinfo>

namespace hub {

namespace {
// What an exception says may be what was being worked on: its type is enough to look for it.
void end_on(const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "a task ended with an exception of type %s\n", typeid(e).name());
  } catch (...) {
    std::fprintf(stderr, "a task ended with an exception\n");
  }
  std::abort();
}
}  // namespace

void spawn(Executor executor, Task<void> task) {
  boost::asio::co_spawn(executor, std::move(task), [](std::exception_ptr failure) { end_on(failure); });
}

void spawn(Executor executor, Task<void> task, std::function<void()> done) {
  boost::asio::co_spawn(executor, std::move(task), [done = std::move(done)](std::exception_ptr failure) {
    end_on(failure);
    done();
  });
}

}  // namespace hub
