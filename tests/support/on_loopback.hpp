// A simulator over loopback HTTP, on one loop with whoever calls it. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/async/system_clock.hpp"
#include "core/http/curl_client.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/run_task.hpp"
#include "tools/simulators/common/faults.hpp"

namespace hub::testing {

inline simulators::Fault make_fault(std::string kind, std::string operation, std::int64_t times = 1) {
  simulators::Fault fault;
  fault.kind = std::move(kind);
  fault.operation = std::move(operation);
  fault.times = times;
  return fault;
}

// Starts with the fixture and is stopped with it.
template <class Simulator>
struct OnLoopback {
  template <class Settings>
  explicit OnLoopback(Settings settings)
      : simulator(Simulator::start(io, clock, std::move(settings)).value()) {}
  ~OnLoopback() {
    bool stopped = false;
    spawn(io.get_executor(), simulator->stop(), [&] { stopped = true; });
    io.restart();
    while (!stopped) io.run_one();
  }

  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    spawn(io.get_executor(), keep_result(std::move(task), result));
    io.restart();
    while (!result) io.run_one();
    return std::move(*result);
  }
  http::Response request(std::string method, const std::string& path) {
    http::Request request;
    request.method = std::move(method);
    request.url = simulator->base_url() + path;
    return run(client.send(std::move(request))).value();
  }

  IoContext io{1};
  SystemClock clock{io};
  std::unique_ptr<Simulator> simulator;
  http::CurlClient client{io, loopback()};
};

}  // namespace hub::testing
