#include "tests/simulation/world.hpp"

#include <algorithm>

namespace hub::simulation {

World::World(WorldSettings settings)
    : settings_(settings),
      random_(settings.seed),
      trace_(clock_, settings.tells),
      disk_(random_),
      vfs_(disk_, random_),
      root_(root_from(random_)),
      targets_(clock_, random_, [this](std::size_t which) { trace("write", which); }) {
  for (std::size_t i = 0; i < settings_.cases; ++i) ledger_.entries.push_back(make_entry(settings_.seed, i));
  targets_.open_tickets(ledger_);
}

World::~World() {
  disk_.crash();
  hub_.reset();
}

void World::boot() {
  ++report_.boots;
  trace("boot", report_.boots);
  io_ = std::make_unique<IoContext>(1);
  hub_ = std::make_unique<BootedHub>(clock_, *io_);
  targets_.set_latency(milliseconds(random_.below(40)));
  vault::VaultSettings keys;
  keys.directory = "/keys";
  keys.case_slots = 256;
  keys.epoch_length = std::chrono::seconds(30);
  delivery::EngineSettings settings;
  settings.lane.batch_cases_max = 8;
  const auto opened = hub_->open({disk_, vfs_, root_, random_}, *io_, keys, settings,
                                 [this](const Error&) { must_crash_ = true; });
  if (!opened.ok()) {
    if (disk_.has_failed()) return crash();
    return violation("boot: " + opened.error().message);
  }
  const auto recovered = bring_up_engine();
  if (!recovered.ok()) {
    if (disk_.has_failed()) return crash();
    return violation("recover: " + recovered.error().message);
  }
  if (recovered->lost > 0) violation("recover: a live case lost its key");
  certified_seen_.reset();
  check_certificates();
  hub_->engine->start();
}

Result<delivery::RecoveryReport> World::bring_up_engine() {
  delivery::TenantSetup tenant;
  tenant.name = kTenant;
  if (settings_.keeps_metadata.count() > 0)
    tenant.keep.otherwise = {policy::Kept::metadata, settings_.keeps_metadata};
  for (std::size_t i = 0; i < kTargetNames.size(); ++i) {
    delivery::LaneSetup lane;
    lane.target = kTargetNames[i];
    lane.mapping_file = "simulated.yaml";
    lane.mapping_text = mapping_text();
    lane.connector = std::make_unique<testing::SharedTarget>(targets_.all()[i], hub_->clock,
                                                             [this, i] { return targets_.latency(i); });
    tenant.lanes.push_back(std::move(lane));
  }
  if (auto added = hub_->engine->add_tenant(std::move(tenant)); !added.ok()) return std::move(added).error();
  return hub_->engine->recover();
}

void World::crash() {
  trace("crash", 0);
  ++report_.faults;
  disk_.crash();
  must_crash_ = false;
  hub_.reset();
  io_.reset();
  abandon_requests();
  boot();
}

void World::run_until(MonotonicTime end, bool with_faults) {
  while (report_.violations.empty() && clock_.now() < end) {
    if (!with_faults && all_settled()) return;
    io_->restart();
    const bool moved = io_->poll_one() > 0;
    if (moved) check_certificates();
    const bool planned = crash_after_steps_ > 0 && moved && --crash_after_steps_ == 0;
    if (must_crash_ || planned || disk_.has_failed()) {
      crash();
      continue;
    }
    if (!moved && !clock_.advance_to_next_timer()) return;
  }
}

bool World::all_settled() const {
  const bool all_offered = std::ranges::all_of(ledger_.entries, &LedgerEntry::acknowledged);
  return all_offered && hub_->engine->live_cases() == 0;
}

// Only the first boot tells: names are derived from the root.
void World::name_cases() {
  if (!hub_->vault) return;
  const auto id_key = hub_->vault->derive_key("ids/" + std::string(kTenant));
  for (LedgerEntry& entry : ledger_.entries) {
    entry.case_ref = model::keyed_hash(id_key, "case", entry.case_id).text();
    entry.record_key = model::record_key(id_key, entry.case_id, "case", 0);
  }
}

WorldReport World::run() {
  boot();
  name_cases();
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
