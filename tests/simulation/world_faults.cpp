// What goes wrong, and when: all of it drawn from the seed.
#include "tests/simulation/world.hpp"

namespace hub::simulation {

using testing::WriteFault;

namespace {

constexpr std::array kWriteFaults = {
    WriteFault::refused_before, WriteFault::lost_before,        WriteFault::lost_after_commit,
    WriteFault::partly_stored,  WriteFault::commits_late,       WriteFault::accepted_and_lost,
    WriteFault::repeated,       WriteFault::refused_as_a_whole, WriteFault::rate_limited,
    WriteFault::auth,
};
constexpr std::uint64_t kOtherTargetFaults = 5, kMachineFaults = 6;

}  // namespace

void World::schedule_faults() {
  const std::size_t faults = random_.below(20);
  for (std::size_t i = 0; i < faults; ++i) {
    const auto when = clock_.now() + milliseconds(random_.below(settings_.fault_time.count()));
    clock_.call_at(when, [this] { inject_fault(); });
  }
}

void World::inject_fault() {
  ++report_.faults;
  const std::uint64_t kind = random_.below(kWriteFaults.size() + kOtherTargetFaults + kMachineFaults);
  trace("fault", kind);
  if (kind < kWriteFaults.size() + kOtherTargetFaults) {
    disturb_target(kind);
  } else {
    disturb_machine(kind - kWriteFaults.size() - kOtherTargetFaults);
  }
}

void World::disturb_target(std::uint64_t kind) {
  const std::size_t which = random_.below(targets_.size());
  auto& target = *targets_[which];
  const milliseconds a_while(1 + random_.below(20'000));
  if (kind < kWriteFaults.size()) {
    const WriteFault fault = kWriteFaults[kind];
    // Who takes a key twice takes a repeated request twice: nobody could help.
    const bool is_keyed = std::holds_alternative<delivery::UniqueKey>(target.traits().key_guarantee);
    if (fault == WriteFault::repeated && !is_keyed) return;
    target.late_commit = milliseconds(random_.below(milliseconds(kLateCommitWindow).count()));
    target.told_wait = 6 * a_while;
    target.write_faults.push_back(fault);
    return;
  }
  switch (kind - kWriteFaults.size()) {
    case 0:
      target.stale_reads += static_cast<int>(1 + random_.below(6));
      break;
    case 1:
      target.is_down = true;
      clock_.call_at(clock_.now() + a_while, [&target] { target.is_down = false; });
      break;
    case 2:  // answers are late and overtake one another
      slowness_[which] = milliseconds(random_.below(30'000));
      clock_.call_at(clock_.now() + a_while, [this, which] { slowness_[which] = milliseconds(20); });
      break;
    case 3:
      target.visibility_lag = milliseconds(random_.below(milliseconds(kVisibilityLag).count()));
      clock_.call_at(clock_.now() + a_while, [&target] { target.visibility_lag = milliseconds(0); });
      break;
    default:
      target.poison_spoils_request = random_.below(2) == 0;
      target.poison_keys.insert(ledger_.entries[random_.below(ledger_.entries.size())].record_key);
      break;
  }
}

void World::disturb_machine(std::uint64_t kind) {
  switch (kind) {
    case 0:
      disk_.is_full = true;
      clock_.call_at(clock_.now() + milliseconds(1 + random_.below(20'000)),
                     [this] { disk_.is_full = false; });
      break;
    case 1:
      disk_.fail_next_syncs = 1;
      break;
    case 2:  // at any point at which a task may wait
      crash_after_steps_ = 1 + random_.below(400);
      break;
    case 3:
      disk_.crash_in_syncs = 1 + random_.below(12);
      break;
    case 4:
      disk_.crash_at_operation = 1 + random_.below(60);
      break;
    default:
      clock_.jump(milliseconds(random_.below(7'200'000)) - std::chrono::hours(1));
      break;
  }
}

// What a hub that is gone had sent: it is lost on its way, or arrives although nobody waits for the answer.
void World::abandon_requests() {
  for (const auto& target : targets_) {
    for (auto& [request, batch] : std::exchange(target->under_way, {})) {
      if (random_.below(2) == 0) continue;
      target->late_commit = milliseconds(random_.below(milliseconds(kLateCommitWindow).count()));
      target->commit_later(std::move(batch));
    }
  }
}

// From here nothing goes wrong any more.
void World::heal() {
  crash_after_steps_ = 0;
  disk_.heal();
  slowness_.fill(milliseconds(20));
  for (const auto& target : targets_) {
    target->is_down = false;
    target->write_faults.clear();
    target->stale_reads = 0;
    target->visibility_lag = milliseconds(0);
    target->poison_keys.clear();
  }
}

namespace {
// Offers one event as the platform would and notes the answer.
Task<void> offer(delivery::Engine& engine, LedgerEntry& entry, std::size_t& accepted) {
  delivery::NewEvent event;
  event.tenant = "acme";
  event.source = "/engage/acme";
  event.event_id = entry.event_id;
  event.case_id = entry.case_id;
  event.type = "com.vergic.engage.case.closed.v1";
  event.time = "2026-11-01T10:00:00Z";
  event.data = entry.data;
  const auto answer = co_await engine.accept(std::move(event));
  if (!answer.ok()) co_return;
  if (!entry.acknowledged) ++accepted;
  entry.acknowledged = true;
}
}  // namespace

void World::schedule_feeding() {
  for (std::size_t i = 0; i < ledger_.entries.size(); ++i) {
    const auto when = clock_.now() + milliseconds(random_.below(settings_.fault_time.count()));
    clock_.call_at(when, [this, i] { feed(i); });
    // Some are sent again although they were taken.
    if (random_.below(4) == 0)
      clock_.call_at(when + milliseconds(random_.below(60'000)), [this, i] { feed(i); });
  }
}

// Like the platform: tries again until it is answered.
void World::feed(std::size_t index) {
  LedgerEntry& entry = ledger_.entries[index];
  if (hub_ && hub_->engine) {
    trace("offer", index);
    spawn(io_->get_executor(), offer(*hub_->engine, entry, report_.accepted));
  }
  clock_.call_at(clock_.now() + milliseconds(5'000), [this, index] {
    if (!ledger_.entries[index].acknowledged) feed(index);
  });
}

}  // namespace hub::simulation
