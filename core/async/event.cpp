#include "core/async/event.hpp"

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>

#include "core/async/task_trace.hpp"
#include "core/base/assert.hpp"

namespace hub {

namespace asio = boost::asio;
using UseTask = asio::use_awaitable_t<Executor>;

// Asio's coroutine handlers are move-only, hence the holder.
struct Event::Waiter {
  Executor executor;
  std::function<void(bool)> resume;

  // True the first time: the flag and the deadline may race, one of them wins.
  bool fire(bool was_set) {
    if (!resume) return false;
    auto action = std::exchange(resume, nullptr);
    asio::post(executor, [action = std::move(action), was_set] { action(was_set); });
    return true;
  }
};

namespace {
template <class Start>
auto suspend(Start start) {
  return asio::async_initiate<const UseTask, void(bool)>(
      [start = std::move(start)](auto handler) mutable {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        start([shared](bool was_set) { std::move (*shared)(was_set); });
      },
      asio::use_awaitable_t<Executor>());
}
}  // namespace

Event::Event(Executor executor) : executor_(executor) {}

Event::~Event() = default;

void Event::add(std::shared_ptr<Waiter> waiter) {
  waiters_.push_back(std::move(waiter));
}

void Event::set() {
  set_ = true;
  auto waiters = std::exchange(waiters_, {});
  for (auto& waiter : waiters) waiter->fire(true);
}

Task<void> Event::wait() {
  if (set_) co_return;
  auto start = [this](std::function<void(bool)> resume) {
    add(std::make_shared<Waiter>(Waiter{executor_, std::move(resume)}));
  };
  const std::string_view trace = detail::leave_trace();
  co_await suspend(start);
  detail::enter_trace(trace);
}

Task<bool> Event::wait_until(Clock& clock, MonotonicTime deadline) {
  if (set_) co_return true;
  auto waiter = std::make_shared<Waiter>(Waiter{executor_, nullptr});
  auto start = [this, waiter](std::function<void(bool)> resume) {
    waiter->resume = std::move(resume);
    add(waiter);
  };
  const auto timer = clock.call_at(deadline, [waiter] { waiter->fire(false); });
  const std::string_view trace = detail::leave_trace();
  const bool was_set = co_await suspend(start);
  detail::enter_trace(trace);
  if (was_set) {
    clock.cancel(timer);
  } else {
    std::erase(waiters_, waiter);
  }
  co_return was_set;
}

// The timer alone owns the sleeper: when the clock goes, so does the task, without a cycle through an Event.
Task<void> sleep_until(Clock& clock, MonotonicTime when) {
  const Executor executor = co_await asio::this_coro::executor;
  auto start = [&clock, when, executor](std::function<void(bool)> resume) {
    clock.call_at(
        when, [executor, resume = std::move(resume)] { asio::post(executor, [resume] { resume(false); }); });
  };
  const std::string_view trace = detail::leave_trace();
  co_await suspend(start);
  detail::enter_trace(trace);
}

Task<void> sleep_for(Clock& clock, milliseconds duration) {
  co_await sleep_until(clock, clock.now() + duration);
}

}  // namespace hub
