// One customer from its file to the proof that its cases arrive: each step is done once, whoever repeats it
// or goes on after an interruption. One thread; blocks.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/config/problem.hpp"
#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

struct OnboardingWishes {
  bool dry_run = false;
  std::string events_url;        // of the hub's events listener
  std::chrono::seconds wait{0};  // so long for a synthetic case to be confirmed
};

struct OnboardingStep {
  enum class State { done, unchanged, failed, planned, left_out };
  std::string name;
  State state = State::done;
  std::string detail;
};
std::string_view to_string(OnboardingStep::State state);

struct Onboarded {
  std::string file, customer;
  std::vector<OnboardingStep> steps;
  config::Problems problems;  // why the last step failed

  bool has_failed() const;
  bool has_changed() const;  // anything, or would have
};

// Never fails by itself: what went wrong is in the report.
Onboarded onboard(Call& call, const OnboardingWishes& wishes, const std::string& file);

}  // namespace hub::hubctl
