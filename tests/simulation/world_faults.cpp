// What goes wrong, and when: all of it drawn from the seed.
#include "tests/simulation/world.hpp"

namespace hub::simulation {

namespace {
constexpr std::uint64_t kMachineFaults = 6;
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
  const std::uint64_t kind = random_.below(Targets::kDisturbances + kMachineFaults);
  trace("fault", kind);
  kind < Targets::kDisturbances ? targets_.disturb(kind, ledger_)
                                : disturb_machine(kind - Targets::kDisturbances);
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

// What a hub that is gone had sent.
void World::abandon_requests() {
  for (std::size_t which = 0; which < kTargetNames.size(); ++which)
    for (auto& [request, batch] : std::exchange(targets_.all()[which]->under_way, {}))
      targets_.abandon(which, std::move(batch));
}

// From here nothing goes wrong any more.
void World::heal() {
  crash_after_steps_ = 0;
  disk_.heal();
  targets_.heal();
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
