// What goes wrong, and when: all of it drawn from the seed.
#include "tests/simulation/booted_hub.hpp"

namespace hub::simulation {

using testing::WriteFault;

void World::schedule_faults() {
  const std::size_t faults = random_.below(14);
  for (std::size_t i = 0; i < faults; ++i) {
    const auto when = clock_.now() + milliseconds(random_.below(settings_.fault_time.count()));
    clock_.call_at(when, [this] { inject_fault(); });
  }
}

void World::inject_fault() {
  ++report_.faults;
  const std::uint64_t kind = random_.below(13);
  trace("fault", kind);
  auto& target = *targets_[random_.below(targets_.size())];
  const milliseconds a_while(1 + random_.below(20'000));
  switch (kind) {
    case 0:
      target.write_faults.push_back(WriteFault::refused_before);
      break;
    case 1:
      target.write_faults.push_back(WriteFault::lost_before);
      break;
    case 2:
      target.write_faults.push_back(WriteFault::lost_after_commit);
      break;
    case 3:
      target.write_faults.push_back(WriteFault::partly_stored);
      break;
    case 4:
      target.write_faults.push_back(WriteFault::commits_late);
      break;
    case 5:
      target.write_faults.push_back(WriteFault::auth);
      break;
    case 6:
      target.stale_reads += static_cast<int>(1 + random_.below(6));
      break;
    case 7:
      target.is_down = true;
      clock_.call_at(clock_.now() + a_while, [&target] { target.is_down = false; });
      break;
    case 8:
      disk_.is_full = true;
      clock_.call_at(clock_.now() + a_while, [this] { disk_.is_full = false; });
      break;
    case 9:
      disk_.fail_next_syncs = 1;
      break;
    case 10:
      crash_after_steps_ = 1 + random_.below(400);
      break;
    case 11:
      target.write_faults.push_back(WriteFault::accepted_and_lost);
      break;
    default:
      disk_.crash_in_syncs = 1 + random_.below(12);
      clock_.jump(milliseconds(random_.below(7'200'000)) - std::chrono::hours(1));
      break;
  }
}

void World::schedule_feeding() {
  for (std::size_t i = 0; i < ledger_.entries.size(); ++i) {
    const auto when = clock_.now() + milliseconds(random_.below(settings_.fault_time.count()));
    clock_.call_at(when, [this, i] { feed(i); });
    // Some are sent again although they were taken.
    if (random_.below(4) == 0)
      clock_.call_at(when + milliseconds(random_.below(60'000)), [this, i] { feed(i); });
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
