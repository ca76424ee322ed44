// A simulated target that serves, whatever its vendor. One loop's thread; stop() before it dies.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/async/task.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"

namespace hub::simulators {

class SimulatedTarget {
 public:
  virtual ~SimulatedTarget() = default;
  virtual std::string base_url() const = 0;
  virtual Task<void> stop() = 0;
};

// `io` and `clock` outlive it.
template <class Simulator, class Settings>
Result<std::unique_ptr<SimulatedTarget>> start_target(IoContext& io, Clock& clock, Settings settings) {
  class Serving final : public SimulatedTarget {
   public:
    explicit Serving(std::unique_ptr<Simulator> simulator) : simulator_(std::move(simulator)) {}
    std::string base_url() const override { return simulator_->base_url(); }
    Task<void> stop() override { return simulator_->stop(); }

   private:
    std::unique_ptr<Simulator> simulator_;
  };
  auto simulator = Simulator::start(io, clock, std::move(settings));
  if (!simulator.ok()) return simulator.error();
  return std::unique_ptr<SimulatedTarget>(std::make_unique<Serving>(std::move(*simulator)));
}

}  // namespace hub::simulators
