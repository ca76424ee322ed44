// The server under test on a thread of its own, so that tests talk to it through real sockets.
#pragma once

#include <atomic>
#include <future>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>

#include "core/async/event.hpp"
#include "core/async/worker.hpp"
#include "core/http/server.hpp"

namespace hub::testing {

class RunningServer {
 public:
  RunningServer(http::ServerSettings settings, http::Handler handler)
      : work_(boost::asio::make_work_guard(io_)) {
    auto started = http::Server::start(io_, std::move(settings), std::move(handler));
    server_ = std::move(started).value();
    port_ = server_->port();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~RunningServer() {
    call([this] { server_.reset(); });
    work_.reset();
    io_.stop();
    thread_.join();
  }

  IoContext& io() { return io_; }
  http::Server& server() { return *server_; }
  std::uint16_t port() const { return port_; }

  // Runs `action` on the server's loop and waits for it.
  template <class Action>
  std::invoke_result_t<Action> call(Action action) {
    std::packaged_task<std::invoke_result_t<Action>()> task(std::move(action));
    auto result = task.get_future();
    post_to(io_.get_executor(), [&task] { task(); });
    return result.get();
  }
  std::size_t connections() {
    return call([this] { return server_->connections(); });
  }
  // Waits up to 20 s for the number of connections.
  bool reaches_connections(std::size_t wanted) {
    for (int i = 0; i < 4'000; ++i) {
      if (connections() == wanted) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }
  std::future<void> drain() {
    auto done = std::make_shared<std::promise<void>>();
    auto future = done->get_future();
    call([this, done] { spawn(io_.get_executor(), server_->drain(), [done] { done->set_value(); }); });
    return future;
  }

 private:
  IoContext io_{1};
  boost::asio::executor_work_guard<Executor> work_;
  std::unique_ptr<http::Server> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace hub::testing
