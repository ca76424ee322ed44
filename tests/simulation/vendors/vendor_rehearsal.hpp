// A whole hub and a shipped simulator on virtual time, over loopback HTTP: what a vendor's limits of a
// minute, an hour or a day do to thousands of cases, in seconds. One thread.
//
// Time moves when both loops are dry and no request is on its way; a simulator that answers later by its own
// clock is waited for a moment of real time first.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/http/client.hpp"
#include "core/model/json.hpp"
#include "tests/simulation/booted_hub.hpp"
#include "tools/simulators/command.hpp"

namespace hub::simulation {

struct VendorSettings {
  std::string connector;                         // also the simulator's name
  std::vector<std::string> simulator_arguments;  // of its command
  std::string target_yaml;          // the settings of the target; @URL@ is the simulator's address
  std::string mapping_file;         // a path
  std::vector<std::string> events;  // CloudEvents in JSON, each about a case of its own
  std::size_t crashes = 0;          // kills, as soon as it has begun
  std::uint64_t seed = 1;           // decides when
  bool tells = false;               // prints how far it is, once a minute of virtual time
  milliseconds patience = std::chrono::hours(72);  // what is not settled after so long is stuck
};

struct VendorReport {
  std::size_t accepted = 0, delivered = 0, dead_letters = 0, crashes = 0;
  milliseconds took{0};   // of virtual time
  std::string trouble;    // the lane's last, or why an event was not taken, when cases are left
  std::string violation;  // empty: every invariant held
};

class VendorRehearsal {
 public:
  explicit VendorRehearsal(VendorSettings settings);
  ~VendorRehearsal();

  // Fails with config: the simulator, the target or the mapping is not usable.
  Result<VendorReport> run();
  // Afterwards, for those who ask the simulator what it holds: it goes on until `is_over`, and its time does.
  void serve(const std::function<bool()>& is_over);
  std::string simulator_url() const { return simulator_->base_url(); }

 private:
  class Line;  // the hub's way out, which knows whether a request is on its way

  Result<void> boot();
  Result<delivery::TenantSetup> tenant() const;
  void crash();
  void feed();
  Task<void> offer(std::size_t event);
  bool has_settled() const;
  bool step();
  void tell(MonotonicTime began);
  void finish(VendorReport& report) const;

  VendorSettings settings_;
  SeededRandom random_;
  testing::VirtualClock clock_;
  SimulatedDisk disk_;
  SimulatedVfs vfs_;
  vault::RootKey root_;
  IoContext simulator_io_{1};
  std::unique_ptr<simulators::SimulatedTarget> simulator_;
  // Those of earlier boots stay as the crash left them: what they had begun is never finished.
  std::vector<std::unique_ptr<IoContext>> ios_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::unique_ptr<BootedHub> hub_;
  model::JsonParser parser_;
  std::vector<bool> acknowledged_;
  std::size_t accepted_ = 0, next_ = 0;  // the next to be offered
  std::string refusal_;                  // why one was not taken, last
  MonotonicTime told_{};
  bool must_crash_ = false;
};

}  // namespace hub::simulation
