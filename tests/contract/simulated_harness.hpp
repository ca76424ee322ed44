// A harness whose target is one of the shipped simulators, over loopback HTTP, and the faults that every
// simulator has. One thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/http/oauth.hpp"
#include "tests/contract/harness.hpp"
#include "tests/support/on_loopback.hpp"

namespace hub::contract {

// Of a status with Retry-After.
simulators::Fault refusal(std::string operation, std::int64_t status, std::string retry_after = {});

// Those whose words all simulators share; `write` is the simulator's word for a call that creates. Empty for
// what each vendor has in its own way: budgets, locked records, shortened texts, lost updates, stale reads.
std::vector<simulators::Fault> usual_faults(Fault which, const std::string& write);

// A connector's client before a simulator. Its patience is short: clauses wait for calls without an answer.
template <class Options, class Simulator>
Options client_options_for(const Simulator& simulator) {
  Options options;
  options.base_url = simulator.base_url();
  options.timeout = std::chrono::seconds(4);
  return options;
}

// The client that a simulator with such settings knows, at its address for tokens.
template <class Settings>
http::ClientCredentials client_credentials_of(const Settings& settings, std::string token_url) {
  http::ClientCredentials credentials;
  credentials.token_url = std::move(token_url);
  credentials.client_id = settings.client_id;
  credentials.client_secret = Buffer(settings.client_secret);
  return credentials;
}

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
