// A harness whose target is one of the shipped simulators, over loopback HTTP, and the faults that every
// simulator has. One thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/contract/harness.hpp"
#include "tests/support/on_loopback.hpp"

namespace hub::contract {

// Of a status with Retry-After.
simulators::Fault refusal(std::string operation, std::int64_t status, std::string retry_after = {});

// Those whose words all simulators share; `write` is the simulator's word for a call that creates. Empty for
// what each vendor has in its own way: budgets, locked records, shortened texts, lost updates, stale reads.
std::vector<simulators::Fault> usual_faults(Fault which, const std::string& write);

template <class Simulator>
class SimulatedHarness : public Harness {
 public:
  template <class Settings>
  SimulatedHarness(Settings settings, Names names) : at_(std::move(settings)), names_(std::move(names)) {}

  IoContext& io() override { return at_.io; }
  Clock& clock() override { return at_.clock; }
  const Names& names() const override { return names_; }
  bool inject(Fault which) override {
    const auto faults = faults_of(which);
    for (const simulators::Fault& each : faults) simulator().faults().add(each);
    return !faults.empty();
  }
  void heal() override { simulator().faults().clear(); }

 protected:
  template <class T>
  T run(Task<T> task) {
    return at_.run(std::move(task));
  }
  Simulator& simulator() { return *at_.simulator; }
  http::Client& client() { return at_.client; }

 private:
  virtual std::vector<simulators::Fault> faults_of(Fault which) const = 0;

  testing::OnLoopback<Simulator> at_;
  Names names_;
};

}  // namespace hub::contract
