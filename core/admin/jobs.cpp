#include "core/admin/jobs.hpp"

#include <algorithm>

namespace hub::admin {
namespace {

constexpr std::size_t kBatch = 100;
constexpr std::size_t kRunningMax = 4;
constexpr std::size_t kKept = 100;

}  // namespace

std::string_view to_string(Job::Action action) {
  return action == Job::Action::retry ? "retry" : "discard";
}

std::string_view to_string(Job::State state) {
  switch (state) {
    case Job::State::running:
      return "running";
    case Job::State::done:
      return "done";
    case Job::State::stopped:
      return "stopped";
    case Job::State::failed:
      return "failed";
  }
  return "failed";
}

Result<std::shared_ptr<const Job>> Jobs::start(Wanted wanted) {
  if (running_ >= kRunningMax)
    return transient_error("busy", "as many jobs run as may at once: wait for one of them");
  const auto job = std::make_shared<Job>();
  job->began = clock_.wall_now();
  // Those of another start of the hub are others.
  job->id = std::to_string(job->began.time_since_epoch().count()) + '-' + std::to_string(++last_number_);
  job->action = wanted.action;
  job->by = std::move(wanted.by);
  job->reach = std::move(wanted.reach);
  job->mapping_version = wanted.mapping_version;
  job->deliveries = std::move(wanted.deliveries);
  job->chosen = std::ssize(job->deliveries);
  jobs_.push_front(job);
  if (jobs_.size() > kKept) jobs_.pop_back();
  ++running_;
  idle_.reset();
  spawn(executor_, run(job));
  return std::shared_ptr<const Job>(job);
}

Task<Result<std::size_t>> Jobs::move(const Job& job, std::vector<store::DeliveryKey> batch) {
  if (job.action == Job::Action::discard) co_return co_await control_.discard(std::move(batch));
  co_return co_await control_.retry(std::move(batch), job.mapping_version);
}

Task<void> Jobs::run(std::shared_ptr<Job> job) {
  const auto all = static_cast<std::size_t>(job->chosen);
  for (std::size_t begin = 0; begin < all && !job->wants_stop; begin += kBatch) {
    const std::size_t end = std::min(begin + kBatch, all);
    std::vector<store::DeliveryKey> batch(job->deliveries.begin() + static_cast<std::ptrdiff_t>(begin),
                                          job->deliveries.begin() + static_cast<std::ptrdiff_t>(end));
    const auto moved = co_await move(*job, std::move(batch));
    if (!moved.ok()) {
      job->problem = moved.error().message;
      break;
    }
    job->handled = static_cast<std::int64_t>(end);
    job->moved += static_cast<std::int64_t>(*moved);
  }
  job->state = !job->problem.empty()        ? Job::State::failed
               : job->handled < job->chosen ? Job::State::stopped
                                            : Job::State::done;
  job->ended = clock_.wall_now();
  job->deliveries.resize(static_cast<std::size_t>(job->handled));
  if (--running_ == 0) idle_.set();
}

// What is known for good is not asked for again.
void Jobs::follow(Job& job) const {
  if (job.deliveries.empty()) return;
  JobResults results;
  for (std::size_t i = 0; i < static_cast<std::size_t>(job.handled); ++i) {
    const auto state = control_.state_of(job.deliveries[i]);
    if (!state)
      ++results.gone;
    else if (*state == store::DeliveryState::confirmed)
      ++results.confirmed;
    else if (*state == store::DeliveryState::dead_letter)
      ++results.dead_letters;
    else if (*state == store::DeliveryState::discarded)
      ++results.discarded;
    else
      ++results.under_way;
  }
  job.results = results;
  if (job.state != Job::State::running && results.under_way == 0) job.deliveries = {};
}

std::vector<std::shared_ptr<const Job>> Jobs::list() {
  std::vector<std::shared_ptr<const Job>> all;
  for (const auto& job : jobs_) {
    follow(*job);
    all.push_back(job);
  }
  return all;
}

std::shared_ptr<const Job> Jobs::find(const std::string& id) {
  const auto found = std::ranges::find(jobs_, id, [](const auto& job) { return job->id; });
  if (found == jobs_.end()) return nullptr;
  follow(**found);
  return *found;
}

bool Jobs::stop(const std::string& id) {
  const auto found = std::ranges::find(jobs_, id, [](const auto& job) { return job->id; });
  if (found == jobs_.end()) return false;
  (*found)->wants_stop = true;
  return true;
}

Task<void> Jobs::stop_all() {
  for (const auto& job : jobs_) job->wants_stop = true;
  if (running_ > 0) co_await idle_.wait();
}

}  // namespace hub::admin
