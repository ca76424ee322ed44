#include "tests/simulation/fleet/fleet_world.hpp"

#include <algorithm>

#include "tests/simulation/booted_hub.hpp"

namespace hub::simulation {

namespace {
// In hubd the service manager starts a node again that ended.
constexpr milliseconds kStartsAgain{1'000};
}  // namespace

FleetWorld::FleetWorld(FleetSettings settings)
    : settings_(settings),
      random_(settings.seed),
      trace_(clock_, settings.tells),
      root_(root_from(random_)),
      store_(random_, report_.tally),
      network_(clock_, random_),
      targets_(clock_, random_, [this](std::size_t which) { trace("write", which); }) {
  for (std::size_t i = 0; i < settings_.nodes; ++i) names_.push_back("node-" + std::to_string(i));
  for (std::size_t i = 0; i < settings_.tenants; ++i) tenants_.push_back("tenant-" + std::to_string(i));
  for (std::size_t i = 0; i < settings_.cases; ++i) ledger_.entries.push_back(make_entry(settings_.seed, i));
  targets_.open_tickets(ledger_);
  targets_.set_latency(milliseconds(random_.below(40)));
  for (const std::string& name : names_) {
    places_.emplace_back();
    places_.back().machine = std::make_unique<NodeMachine>(name, random_);
  }
}

FleetWorld::~FleetWorld() {
  for (Place& place : places_) place.machine->disk.crash();
}

// The seed of the ids is made by the first node and given to the others, as nodes do when they join.
Result<void> FleetWorld::prepare() {
  if (auto opened = store_.open(); !opened.ok()) return opened;
  const vault::SharedVaultSettings keys{"/keys", names_.front(), kEpochLength, true};
  auto first = vault::SharedVault::open(keys, places_.front().machine->disk, root_, clock_, random_);
  if (!first.ok()) return first.error();
  const auto seed = (*first)->give_id_seed();
  for (std::size_t i = 1; i < places_.size(); ++i) {
    const auto given = vault::import_id_seed("/keys", places_[i].machine->disk, root_, seed, random_);
    if (!given.ok()) return given;
  }
  name_cases(**first);
  return {};
}

void FleetWorld::name_cases(const vault::SharedVault& vault) {
  for (std::size_t i = 0; i < ledger_.entries.size(); ++i) {
    LedgerEntry& entry = ledger_.entries[i];
    const auto id_key = vault.derive_key("ids/" + tenant_of(i));
    entry.case_ref = model::keyed_hash(id_key, "case", entry.case_id).text();
    entry.record_key = model::record_key(id_key, entry.case_id, "case", 0);
  }
}

void FleetWorld::start(Place& place) {
  ++report_.boots;
  trace("start " + place.machine->name, place.machine->boots);
  place.held_lease = false;
  place.node = std::make_unique<Node>(Node::Parts{*place.machine, store_, network_, targets_, root_, clock_,
                                                  random_, names_, tenants_, report_.tally,
                                                  [this](std::string what) { violation(std::move(what)); }});
  const auto opened = place.node->open();
  if (opened.ok()) return;
  if (opened.error().kind != ErrorKind::transient)
    violation("start of " + place.machine->name + ": " + opened.error().message);
  kill(place, kStartsAgain);
}

void FleetWorld::start_later(Place& place, milliseconds after) {
  later(after, [this, &place] { start(place); });
}

void FleetWorld::kill(Place& place, milliseconds down) {
  trace("end " + place.machine->name, place.machine->boots);
  place.dies_after_steps = place.freezes_after_steps = 0;
  place.machine->disk.crash();
  place.node.reset();
  start_later(place, down);
}

void FleetWorld::die(Place& place) {
  note(Happening::killed);
  kill(place, milliseconds(random_.below(30'000)));
}

void FleetWorld::freeze(Place& place) {
  trace("freeze " + place.machine->name, 0);
  note(Happening::hung);
  place.freezes_after_steps = 0;
  place.node->freeze();
  const std::uint64_t boot = place.machine->boots;
  later(milliseconds(1 + random_.below(30'000)), [this, &place, boot] {
    if (!place.node || place.machine->boots != boot || !place.node->is_frozen()) return;
    trace("thaw " + place.machine->name, 0);
    place.node->thaw();
  });
}

void FleetWorld::stop(Place& place) {
  if (!is_running(place) || place.node->is_stopping()) return;
  trace("stop " + place.machine->name, 0);
  note(Happening::stopped);
  place.node->stop();
}

// One step of one node, whose turn it is as the seed says.
bool FleetWorld::step() {
  const std::size_t first = random_.below(places_.size());
  for (std::size_t i = 0; i < places_.size(); ++i) {
    Place& place = places_[(first + i) % places_.size()];
    if (!place.node || !place.node->step()) continue;
    check_certificates();
    look_after(place);
    return true;
  }
  return false;
}

// A node that stops lets its lease run out.
void FleetWorld::note_lease(Place& place) {
  const bool holds = place.node->holds_lease();
  if (place.held_lease && !holds && !place.node->is_stopping()) note(Happening::lease_lost);
  place.held_lease = holds;
}

// A node that ended is started again; what it ended of must be a reason.
void FleetWorld::look_after(Place& place) {
  note_lease(place);
  const auto& fatal = place.node->fatal();
  if (fatal) {
    trace("fatal " + fatal->code, 0);
    if (fatal->code == "outcome_unknown") note(Happening::commit_in_doubt);
    const bool is_a_reason = fatal->kind == ErrorKind::transient || fatal->code == "node_buried" ||
                             fatal->code == "outcome_unknown";
    if (!is_a_reason) violation(place.machine->name + " ended: " + fatal->code + ", " + fatal->message);
    return kill(place, kStartsAgain);
  }
  if (place.node->is_over()) return kill(place, milliseconds(random_.below(20'000)));
  if (place.dies_after_steps > 0 && --place.dies_after_steps == 0) return die(place);
  if (place.freezes_after_steps > 0 && --place.freezes_after_steps == 0) freeze(place);
}

void FleetWorld::run_until(MonotonicTime end, bool with_faults) {
  while (report_.violations.empty() && clock_.now() < end) {
    if (!with_faults && all_settled()) return;
    if (!step() && !clock_.advance_to_next_timer()) return;
  }
}

bool FleetWorld::all_settled() const {
  return certificates_seen_ >= static_cast<std::int64_t>(ledger_.entries.size()) &&
         std::ranges::all_of(ledger_.entries, &LedgerEntry::acknowledged) &&
         std::ranges::all_of(places_, [this](const Place& place) {
           return is_running(place) && place.node->live_cases() == 0;
         });
}

WorldReport FleetWorld::run() {
  if (const auto prepared = prepare(); !prepared.ok()) {
    violation("prepare: " + prepared.error().message);
    return report_;
  }
  for (Place& place : places_) start_later(place, milliseconds(random_.below(3'000)));
  schedule_feeding();
  schedule_faults();
  schedule_operator();
  const MonotonicTime quiet = clock_.now() + settings_.fault_time;
  run_until(quiet, true);
  heal();
  trace("quiet", 0);
  run_until(quiet + settings_.patience, false);
  check_end();
  report_.trace_hash = trace_.hash();
  return report_;
}

}  // namespace hub::simulation
