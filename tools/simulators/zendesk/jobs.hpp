// Work that is done later, and told about item by item (zendesk.md 2.4). One thread; the clock outlives it.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/base/buffer.hpp"
#include "core/base/clock.hpp"

namespace hub::simulators::zendesk {

class Jobs {
 public:
  // Does the work; returns "results" as JSON and says whether any item failed.
  struct Outcome {
    Buffer results;
    std::size_t total = 0;
    bool has_failures = false;
  };
  using Work = std::function<Outcome()>;

  static constexpr std::size_t kOpenMax = 30;

  // `time` is how long a job waits before its work is done.
  Jobs(const Clock& clock, milliseconds time) : clock_(clock), time_(time) {}

  // The new job's id. `is_stuck`: it does its work and never says so.
  std::string start(std::string type, Work work, bool is_stuck);
  // Does all work that is due. Called before anything is looked at.
  void advance();
  std::size_t open() const;
  // {"id":...,"status":...}, or empty when there is no such job (any more).
  Buffer status(const std::string& id, const std::string& base_url) const;
  void forget(const std::string& id) { jobs_.erase(id); }
  void clear() { jobs_.clear(); }

 private:
  struct Job {
    std::string type;
    Work work;
    MonotonicTime due{};
    bool is_done = false, is_stuck = false;
    Outcome outcome;
  };
  const Clock& clock_;
  milliseconds time_;
  std::map<std::string, Job> jobs_;
  std::uint64_t last_ = 0;
};

}  // namespace hub::simulators::zendesk
