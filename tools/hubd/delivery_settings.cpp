#include "tools/hubd/delivery_settings.hpp"

#include "tools/hubd/bounded.hpp"
#include "tools/hubd/hub_specs.hpp"

namespace hub::hubd {

namespace {

constexpr milliseconds kShortestWait{1};
constexpr milliseconds kLongestWait = std::chrono::hours(24);
constexpr std::int64_t kAttemptsMost = 1'000'000;
constexpr std::int64_t kBatchCasesMost = 10'000;
constexpr std::int64_t kConcurrencyMost = 256;
constexpr std::int64_t kReadsMost = 10;
constexpr std::int64_t kReservePercentMost = 90;

// A wait within bounds; a wait of nothing would let a lane spin.
void read_wait(const config::Settings& settings, std::string_view name, milliseconds& wait,
               config::Problems& problems) {
  const milliseconds read = settings.duration(name);
  if (read >= kShortestWait && read <= kLongestWait) {
    wait = read;
    return;
  }
  problems.push_back(settings.problem(name, "must be between 1ms and 24h"));
}

void check_order(const config::Settings& settings, std::string_view shorter, std::string_view longer,
                 config::Problems& problems) {
  if (settings.duration(shorter) <= settings.duration(longer)) return;
  problems.push_back(settings.problem(longer, "must not be shorter than `" + std::string(shorter) + '`'));
}

void read_retries(const config::Settings& settings, delivery::EngineSettings& engine,
                  config::Problems& problems) {
  read_wait(settings, "first_backoff", engine.retry.first_wait, problems);
  read_wait(settings, "longest_backoff", engine.retry.longest_wait, problems);
  check_order(settings, "first_backoff", "longest_backoff", problems);
  read_wait(settings, "rate_limit_wait", engine.retry.rate_limit_wait, problems);
  read_wait(settings, "auth_wait", engine.retry.auth_wait, problems);
  engine.retry.attempts_max =
      static_cast<std::uint32_t>(bounded(settings, "attempts", 1, kAttemptsMost, problems));
}

void read_lanes(const config::Settings& settings, delivery::EngineSettings& engine,
                config::Problems& problems) {
  engine.lane.batch_cases_max =
      static_cast<std::size_t>(bounded(settings, "batch_cases", 1, kBatchCasesMost, problems));
  engine.batch_content_bytes_max = settings.size("batch_bytes");
  read_wait(settings, "linger", engine.lane.linger, problems);
  engine.lane.concurrency_max =
      static_cast<std::size_t>(bounded(settings, "concurrency", 1, kConcurrencyMost, problems));
  read_wait(settings, "first_probe", engine.lane.breaker_first_wait, problems);
  read_wait(settings, "longest_probe", engine.lane.breaker_longest_wait, problems);
  check_order(settings, "first_probe", "longest_probe", problems);
  engine.lane.budget_reserve_percent =
      static_cast<int>(bounded(settings, "budget_reserve", 0, kReservePercentMost, problems));
  read_wait(settings, "budget_wait", engine.lane.budget_wait, problems);
}

}  // namespace

delivery::EngineSettings read_delivery(const config::Node& section, std::uint32_t& platform_attempts,
                                       config::Problems& problems) {
  delivery::EngineSettings engine;
  const std::size_t before = problems.size();
  const config::Settings settings = read_settings(delivery_spec(), section, problems);
  if (problems.size() != before) return engine;
  read_retries(settings, engine, problems);
  read_lanes(settings, engine, problems);
  engine.confirm.reads_max = static_cast<std::uint32_t>(bounded(settings, "reads", 1, kReadsMost, problems));
  read_wait(settings, "read_pause", engine.confirm.first_pause, problems);
  read_wait(settings, "pass_through", engine.pass_through, problems);
  read_wait(settings, "sweep", engine.sweep_interval, problems);
  read_wait(settings, "schema_check", engine.drift.usual, problems);
  read_wait(settings, "schema_recheck", engine.drift.blocked, problems);
  platform_attempts =
      static_cast<std::uint32_t>(bounded(settings, "platform_attempts", 1, kAttemptsMost, problems));
  return engine;
}

}  // namespace hub::hubd
