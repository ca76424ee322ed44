// What goes wrong in a fleet, and when: all of it drawn from the seed. And the platform, which tries again
// until it is answered.
#include <algorithm>

#include "core/ingest/intake.hpp"
#include "tests/simulation/fleet/fleet_world.hpp"

namespace hub::simulation {

namespace {

enum NodeFault : std::uint64_t {
  dies,
  dies_in_a_step,  // at any point at which a task may wait
  freezes_in_a_step,
  stops,  // and starts again: a rolling restart
  loses_commit,
  loses_answer,  // of a commit
  loses_store,
  loses_peers,
  loses_targets,
  everybody_loses_store,
  fails_for_good,  // a machine, once in a run
  clock_jumps,
  kNodeFaults,
};
constexpr std::uint64_t kStepsMax = 400, kFaultsMax = 24;
// Shorter than a node waits for a peer that takes its new epoch.
constexpr std::uint64_t kFailingMax = 9'000;
constexpr std::string_view kHoldsKeysAlone = "no peer takes epoch keys";  // how a node begins to say so

}  // namespace

void FleetWorld::schedule_faults() {
  const std::size_t faults = random_.below(kFaultsMax);
  for (std::size_t i = 0; i < faults; ++i)
    later(milliseconds(random_.below(static_cast<std::uint64_t>(settings_.fault_time.count()))),
          [this] { inject_fault(); });
}

// The machines as often as the targets.
void FleetWorld::inject_fault() {
  ++report_.faults;
  const bool is_at_target = random_.below(2) == 0;
  const std::uint64_t kind =
      random_.below(is_at_target ? Targets::kDisturbances : std::uint64_t{kNodeFaults});
  trace(is_at_target ? "target fault" : "node fault", kind);
  is_at_target ? targets_.disturb(kind, ledger_) : disturb_node(kind);
}

void FleetWorld::disturb_node(std::uint64_t kind) {
  Place& place = places_[random_.below(places_.size())];
  switch (kind) {
    case dies:
      if (place.node) die(place);
      break;
    case dies_in_a_step:
      place.dies_after_steps = 1 + random_.below(kStepsMax);
      break;
    case freezes_in_a_step:
      place.freezes_after_steps = 1 + random_.below(kStepsMax);
      break;
    case stops:
      stop(place);
      break;
    case loses_commit:
      place.machine->store.doubt = StoreLink::Doubt::commit_lost;
      break;
    case loses_answer:
      place.machine->store.doubt = StoreLink::Doubt::answer_lost;
      break;
    case fails_for_good:
      if (place.node && !has_lost_slot_file_) fail(place);
      break;
    case clock_jumps:
      place.machine->wall_offset = milliseconds(random_.below(600'000)) - std::chrono::minutes(5);
      if (place.node) place.node->set_wall_offset(place.machine->wall_offset);
      note(Happening::wall_clock_set);
      break;
    default:
      disturb_links(place, kind);
  }
}

void FleetWorld::disturb_links(Place& place, std::uint64_t kind) {
  NodeMachine& machine = *place.machine;
  const milliseconds a_while(1 + random_.below(30'000));
  switch (kind) {
    case loses_store:
      if (place.node) note(Happening::cut_off_from_store);
      machine.store.is_cut = true;
      later(a_while, [&machine] { machine.store.is_cut = false; });
      break;
    case loses_peers:
      if (place.node) note(Happening::cut_off_from_peers);
      network_.cut_off.insert(machine.name);
      later(a_while, [this, &machine] { network_.cut_off.erase(machine.name); });
      break;
    case loses_targets:
      if (place.node) note(Happening::cut_off_from_targets);
      machine.is_cut_off_from_targets = true;
      if (place.node) place.node->lose_requests();
      later(a_while, [&machine] { machine.is_cut_off_from_targets = false; });
      break;
    default:
      note(Happening::store_away);
      store_.is_away = true;
      later(a_while, [this] { store_.is_away = false; });
      break;
  }
}

// A machine that fails: it starts once more, reaches the store alone, and is gone with its slot file.
void FleetWorld::fail(Place& place) {
  has_lost_slot_file_ = true;
  note(Happening::killed);
  kill(place, milliseconds(1));
  NodeMachine& machine = *place.machine;
  network_.cut_off.insert(machine.name);
  machine.is_cut_off_from_targets = true;
  later(milliseconds(1 + random_.below(kFailingMax)), [this, &place, &machine] {
    network_.cut_off.erase(machine.name);
    machine.is_cut_off_from_targets = false;
    if (place.node) lose_slot_file(place);
  });
}

// Of a node that never said that it holds keys alone: then nothing may be lost with them.
void FleetWorld::lose_slot_file(Place& place) {
  const auto says_so = [](const std::string& event) { return event.starts_with(kHoldsKeysAlone); };
  if (std::ranges::any_of(place.machine->log.events, says_so)) return;
  note(Happening::slot_file_lost);
  kill(place, milliseconds(random_.below(30'000)));
  place.machine->disk.remove("/keys/epochs.keys");
}

// No fault begins any more, and those under way end; a machine that is failing still goes.
void FleetWorld::heal() {
  targets_.heal();
  network_.cut_off.clear();
  store_.is_away = false;
  for (Place& place : places_) {
    place.machine->store = StoreLink{};
    place.machine->is_cut_off_from_targets = false;
    place.dies_after_steps = place.freezes_after_steps = 0;
    if (place.node && place.node->is_frozen()) place.node->thaw();
  }
}

void FleetWorld::schedule_feeding() {
  for (std::size_t i = 0; i < ledger_.entries.size(); ++i) {
    const milliseconds when(random_.below(static_cast<std::uint64_t>(settings_.fault_time.count())));
    later(when, [this, i] { feed(i); });
    // Some are sent again although they were taken.
    if (random_.below(4) == 0) later(when + milliseconds(random_.below(60'000)), [this, i] { feed(i); });
  }
}

// Whichever node it meets.
void FleetWorld::feed(std::size_t event) {
  Place& place = places_[random_.below(places_.size())];
  if (is_running(place) && !place.node->is_stopping()) {
    trace("offer", event);
    spawn(place.node->executor(), offer(*place.node, event));
  }
  later(milliseconds(5'000), [this, event] {
    if (!ledger_.entries[event].acknowledged) feed(event);
  });
}

Task<void> FleetWorld::offer(Node& node, std::size_t event) {
  LedgerEntry& entry = ledger_.entries[event];
  ingest::IncomingCase incoming;
  incoming.tenant = tenant_of(event);
  incoming.source = "/engage/" + incoming.tenant;
  incoming.event_id = entry.event_id;
  incoming.case_id = entry.case_id;
  incoming.time = "2026-11-01T10:00:00Z";
  incoming.data.append(entry.data);
  auto accepting = node.accept(std::move(incoming));
  const auto answer = co_await std::move(accepting);
  if (!answer.ok()) co_return trace("refused " + answer.error().code, event);
  if (!entry.acknowledged) ++report_.accepted;
  entry.acknowledged = true;
}

}  // namespace hub::simulation
