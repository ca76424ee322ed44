#include "tests/simulation/world.hpp"
#include "tests/simulation/booted_hub.hpp"

#include <algorithm>
#include <cstring>

#include "core/store/sqlite/sqlite_database.hpp"

namespace hub::simulation {

using testing::MemoryTarget;
using testing::WriteFault;

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

constexpr std::array<std::string_view, 2> kTargetNames = {"keyed", "looked-up"};

delivery::ConnectorTraits traits_of(std::size_t target) {
  delivery::ConnectorTraits traits;
  traits.batch_records_max = 8;
  traits.concurrency_max = 3;
  traits.can_find_existing = true;
  if (target == 1)
    traits.key_guarantee = delivery::LookUpOnly{std::chrono::seconds(60), std::chrono::seconds(5)};
  return traits;
}

vault::RootKey root_from(Random& random) {
  std::array<std::byte, 32> bytes;
  random.fill(bytes);
  return vault::RootKey::from_bytes(bytes);
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
    targets_[i]->late_commit = std::chrono::seconds(50);
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
  for (const char c : what) mix(static_cast<unsigned char>(c));
  mix(detail);
  mix(static_cast<std::uint64_t>(clock_.now().time_since_epoch().count()));
}

void World::boot() {
  ++report_.boots;
  trace("boot", report_.boots);
  io_ = std::make_unique<IoContext>(1);
  hub_ = std::make_unique<Hub>(clock_, *io_);
  Hub& hub = *hub_;
  vault::VaultSettings vault_settings;
  vault_settings.directory = "/keys";
  vault_settings.case_slots = 256;
  vault_settings.epoch_length = std::chrono::seconds(30);
  auto vault = vault::Vault::open(vault_settings, disk_, root_, hub.clock, random_);
  store::SqliteSettings sqlite;
  sqlite.vfs = vfs_.name();
  sqlite.exclusive = true;
  sqlite.reserve_bytes = 0;
  auto database = store::open_sqlite("/data/hub.db", sqlite);
  if (!vault.ok() || !database.ok()) {
    report_.violations.push_back("boot: " + (vault.ok() ? database.error().message : vault.error().message));
    return;
  }
  hub.vault = std::move(*vault);
  hub.database = std::move(*database);
  hub.outbox = std::make_unique<store::Outbox>(
      store::Outbox::Parts{*hub.database, *hub.vault, hub.worker, hub.worker, hub.clock, io_->get_executor(),
                           [this](const Error&) { must_crash_ = true; }},
      store::OutboxLimits{});
  delivery::EngineSettings engine_settings;
  engine_settings.lane.batch_cases_max = 8;
  hub.engine =
      std::make_unique<delivery::Engine>(delivery::Engine::Parts{*hub.outbox, *hub.database, *hub.vault,
                                                                 hub.clock, random_, io_->get_executor()},
                                         engine_settings);
  delivery::TenantSetup tenant;
  tenant.name = "acme";
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    delivery::LaneSetup lane;
    lane.target = kTargetNames[i];
    lane.mapping_file = "simulated.yaml";
    lane.mapping_text = kMapping;
    lane.connector =
        std::make_unique<testing::SharedTarget>(targets_[i], hub.clock, milliseconds(random_.below(40)));
    tenant.lanes.push_back(std::move(lane));
  }
  const auto added = hub.engine->add_tenant(std::move(tenant));
  const auto recovered = added.ok() ? hub.engine->recover() : Result<delivery::RecoveryReport>(added.error());
  if (!recovered.ok()) {
    if (disk_.has_failed()) return crash();
    report_.violations.push_back("recover: " + recovered.error().message);
    return;
  }
  if (recovered->lost > 0) report_.violations.push_back("recover: a live case lost its key");
  hub.engine->start();
}

void World::crash() {
  trace("crash", 0);
  ++report_.faults;
  disk_.crash();
  must_crash_ = false;
  hub_.reset();
  io_.reset();
  for (std::size_t i = 0; i < targets_.size(); ++i) targets_[i]->write_faults.clear();
  boot();
}

void World::run_until(MonotonicTime end, bool with_faults) {
  while (report_.violations.empty() && clock_.now() < end) {
    if (!with_faults && all_settled()) return;
    io_->restart();
    const bool moved = io_->poll_one() > 0;
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

WorldReport World::run() {
  boot();
  schedule_feeding();
  schedule_faults();
  const MonotonicTime quiet = clock_.now() + settings_.fault_time;
  run_until(quiet, true);
  crash_after_steps_ = 0;
  disk_.is_full = false;
  for (const auto& target : targets_) {
    target->is_down = false;
    target->write_faults.clear();
    target->stale_reads = 0;
  }
  trace("quiet", 0);
  run_until(quiet + settings_.patience, false);
  check_end();
  return report_;
}

}  // namespace hub::simulation
