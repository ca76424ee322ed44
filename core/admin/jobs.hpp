// Retries and discards of many dead letters at once: chosen when the job begins, done in batches that can be
// stopped between, and followed until it is known what became of each. In memory: a restart ends them, and
// what was moved by then stays moved.
//
// One loop's thread. Everything passed in outlives it; stop() before it dies.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/admin/control.hpp"
#include "core/admin/reach.hpp"
#include "core/async/event.hpp"

namespace hub::admin {

struct JobResults {
  std::int64_t gone = 0;          // their cases are deleted, each with its certificate
  std::int64_t confirmed = 0;     // the case waits for other targets
  std::int64_t dead_letters = 0;  // failed again
  std::int64_t discarded = 0;     // the case waits for other targets
  std::int64_t under_way = 0;
};

struct Job {
  enum class Action : std::uint8_t { retry, discard };
  enum class State : std::uint8_t { running, done, stopped, failed };

  std::string id;
  Action action = Action::retry;
  State state = State::running;
  std::string by;                                        // the name of a key
  Reach reach;                                           // of that key
  std::optional<store::MappingVersion> mapping_version;  // of a retry: mapped with this one
  WallTime began{};
  std::optional<WallTime> ended;
  std::int64_t chosen = 0;   // when it began
  std::int64_t handled = 0;  // of these, so far
  std::int64_t moved = 0;    // of these; the others were no dead letters any more
  std::string problem;       // why it failed, in words
  JobResults results;        // of those handled

  std::vector<store::DeliveryKey> deliveries;  // until all of it is known
  bool wants_stop = false;
};
std::string_view to_string(Job::Action action);
std::string_view to_string(Job::State state);

class Jobs {
 public:
  Jobs(Control& control, Clock& clock, Executor executor)
      : control_(control), clock_(clock), executor_(executor), idle_(executor) {}

  struct Wanted {
    Job::Action action = Job::Action::retry;
    std::string by;
    std::vector<store::DeliveryKey> deliveries;
    std::optional<store::MappingVersion> mapping_version;
    Reach reach{};  // of the key
  };
  // Fails with transient "busy" while as many run as may.
  Result<std::shared_ptr<const Job>> start(Wanted wanted);
  // The latest first, with results of this moment.
  std::vector<std::shared_ptr<const Job>> list();
  // Null when it is not known (any more).
  std::shared_ptr<const Job> find(const std::string& id);
  // After the batch that is under way; false when it is not known. One that has ended stays as it is.
  bool stop(const std::string& id);
  // Ends all of them after their batch.
  Task<void> stop_all();

 private:
  Task<void> run(std::shared_ptr<Job> job);
  Task<Result<std::size_t>> move(const Job& job, std::vector<store::DeliveryKey> batch);
  void follow(Job& job) const;

  Control& control_;
  Clock& clock_;
  Executor executor_;
  Event idle_;
  std::size_t running_ = 0;
  std::int64_t last_number_ = 0;
  std::deque<std::shared_ptr<Job>> jobs_;  // the latest first
};

}  // namespace hub::admin
