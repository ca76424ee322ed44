#include "tests/simulation/world.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace hub::simulation {

using testing::MemoryTarget;

namespace {

constexpr char kMapping[] = R"(mapping: simulated
target: memory
records:
  case:
    object: Case
    key: Key
    attach:
      id: "{{ custom.ticket }}"
      missing: create
      closed_when: {State: closed}
      closed: create
    fields:
      Subject: "{{ case.id }}"
      State: closed
  transcript:
    object: Transcript
    key: Key
    parent: {record: case, field: Case}
    fields:
      Body: "{% for m in transcript.messages %}{{ m.text }}{% endfor %}"
)";

delivery::ConnectorTraits traits_of(std::size_t target) {
  delivery::ConnectorTraits traits;
  traits.batch_records_max = 8;
  traits.concurrency_max = 3;
  traits.can_find_existing = true;
  if (target == 1) traits.key_guarantee = delivery::LookUpOnly{kLateCommitWindow, kVisibilityLag};
  return traits;
}

}  // namespace

World::World(WorldSettings settings)
    : settings_(settings),
      random_(settings.seed),
      disk_(random_),
      vfs_(disk_, random_),
      root_(root_from(random_)) {
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    targets_[i] = std::make_shared<MemoryTarget>(clock_, traits_of(i));
    targets_[i]->on_write = [this, i] { trace("write", i); };
  }
  for (std::size_t i = 0; i < settings_.cases; ++i) {
    ledger_.entries.push_back(make_entry(settings_.seed, i));
    const LedgerEntry& entry = ledger_.entries.back();
    if (entry.ticket.empty()) continue;
    for (const auto& target : targets_) target->add_foreign(entry.ticket, "Case", R"({"State":"open"})");
  }
}

World::~World() {
  disk_.crash();
  hub_.reset();
}

void World::trace(std::string_view what, std::uint64_t detail) {
  const auto mix = [this](std::uint64_t byte) {
    report_.trace_hash = (report_.trace_hash ^ byte) * 0x100000001b3ULL;  // FNV-1a
  };
  if (settings_.tells) {
    const double seconds = std::chrono::duration<double>(clock_.now().time_since_epoch()).count();
    std::printf("%12.3f %.*s %llu\n", seconds, static_cast<int>(what.size()), what.data(),
                static_cast<unsigned long long>(detail));
  }
  for (const char c : what) mix(static_cast<unsigned char>(c));
  mix(detail);
  mix(static_cast<std::uint64_t>(clock_.now().time_since_epoch().count()));
}

void World::boot() {
  ++report_.boots;
  trace("boot", report_.boots);
  io_ = std::make_unique<IoContext>(1);
  hub_ = std::make_unique<BootedHub>(clock_, *io_);
  slowness_.fill(milliseconds(random_.below(40)));
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
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    delivery::LaneSetup lane;
    lane.target = kTargetNames[i];
    lane.mapping_file = "simulated.yaml";
    lane.mapping_text = kMapping;
    lane.connector = std::make_unique<testing::SharedTarget>(targets_[i], hub_->clock, [this, i] {
      return milliseconds(random_.below(static_cast<std::uint64_t>(slowness_[i].count()) + 1));
    });
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
  return report_;
}

}  // namespace hub::simulation
