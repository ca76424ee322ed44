// The coroutine type of the hub, and how one is started. A task runs on one io_context, which has one thread.
//
// GCC 12 destroys temporaries inside a co_await expression too early: name every argument that owns something
// before the co_await.
#pragma once

#include <utility>  // before Asio: Boost 1.74 uses std::exchange without including it

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>

namespace hub {

using IoContext = boost::asio::io_context;
using Executor = IoContext::executor_type;

template <class T = void>
using Task = boost::asio::awaitable<T, Executor>;

// Runs `task` to its end on `executor`, detached. An exception that leaves a task is a bug and ends the
// process.
void spawn(Executor executor, Task<void> task);

// As above, and calls `done` on the executor when the task has ended.
void spawn(Executor executor, Task<void> task, std::function<void()> done);

}  // namespace hub
