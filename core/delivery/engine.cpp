// Engine: tenants, lanes, start and stop, and what operators ask.
#include "core/delivery/engine_parts.hpp"

#include <algorithm>
#include <set>

#include "core/base/assert.hpp"
#include "core/base/wipe.hpp"
#include "core/delivery/day.hpp"
#include "core/store/recovery.hpp"

namespace hub::delivery {

using store::DeliveryState;

Engine::Engine(Parts parts, EngineSettings settings)
    : parts_(parts),
      settings_(settings),
      turns_(parts.executor),
      none_passes_(parts.executor),
      made_at_(parts.clock.now()),
      stopping_(parts.executor),
      swept_(parts.executor) {}

// A waiting task holds its SettleWait, which holds the task: somebody has to let go.
Engine::~Engine() {
  for (const auto& [row, wait] : waits_) wait->done.abandon();
  for (const auto& [row, passing] : passing_) passing->changed.abandon();
}

Result<void> Engine::add_tenant(TenantSetup setup) {
  if (tenants_by_name_.contains(setup.name)) {
    return config_error("tenant '" + setup.name + "' is declared twice");
  }
  const auto id = parts_.database.tenant_id(setup.name);
  if (!id.ok()) return id.error();
  auto tenant = make_tenant(*id, setup);
  if (auto opened = open_keeping(*tenant, std::move(setup.keep)); !opened.ok()) return opened;
  for (LaneSetup& lane : setup.lanes) {
    if (auto added = add_lane(*tenant, std::move(lane)); !added.ok()) return added;
  }
  keep_tenant(std::move(tenant), std::move(setup.platform));
  return {};
}

std::unique_ptr<Engine::Tenant> Engine::make_tenant(store::TenantId id, const TenantSetup& setup) const {
  auto tenant = std::make_unique<Tenant>();
  tenant->name = setup.name;
  tenant->id = id;
  set_terms(*tenant, setup);
  const auto memory = tenant->id_key_memory.bytes();
  if (setup.id_key) {
    HUB_ASSERT(setup.id_key->size() == 32);
    std::ranges::copy(std::as_bytes(std::span(*setup.id_key)), memory.begin());
    return tenant;
  }
  auto id_key = parts_.vault.derive_key("ids/" + setup.name);
  std::ranges::copy(id_key, memory.begin());
  wipe(id_key.data(), id_key.size());
  return tenant;
}

void Engine::set_terms(Tenant& tenant, const TenantSetup& setup) {
  tenant.max_hold = setup.max_hold;
  tenant.tombstone_days = setup.tombstone_days;
  tenant.session_days = setup.session_days;
  tenant.settle_window = setup.settle_window;
  tenant.allows_updates = setup.allows_updates;
}

void Engine::keep_tenant(std::unique_ptr<Tenant> tenant, std::unique_ptr<SourcePlatform> platform) {
  if (parts_.source) parts_.source->add_tenant(tenant->id, tenant->name, std::move(platform));
  tenants_by_name_[tenant->name] = tenant.get();
  tenants_by_id_[tenant->id] = tenant.get();
  tenants_.push_back(std::move(tenant));
}

std::optional<model::HashKey> Engine::id_key(const std::string& tenant) const {
  const auto found = tenants_by_name_.find(tenant);
  if (found == tenants_by_name_.end()) return std::nullopt;
  return found->second->id_key();
}

Result<void> Engine::add_lane(Tenant& tenant, LaneSetup setup) {
  if (auto checked = check_proof(*setup.connector, setup); !checked.ok()) return checked;
  const auto id = parts_.database.lane_id(tenant.name, setup.target);
  if (!id.ok()) return id.error();
  if (lanes_.contains(*id)) {
    return config_error("tenant '" + tenant.name + "' declares target '" + setup.target + "' twice");
  }
  const std::string text = std::move(setup.mapping_text);
  auto terms = setup.terms;
  auto lane = make_lane(tenant, *id, std::move(setup));
  if (auto opened = open_mapping(*lane, text); !opened.ok()) return opened;
  if (auto opened = open_terms(*lane, std::move(terms)); !opened.ok()) return opened;
  if (auto checked = check_late_news(tenant, *lane->mappings.at(lane->current.version)); !checked.ok())
    return config_error(lane->mapping_file + ": " + checked.error().message);
  const auto paused = parts_.database.admin().is_lane_paused(tenant.name, lane->target);
  if (!paused.ok()) return paused.error();
  lane->begins_paused = *paused;
  keep_lane(std::move(lane));
  return {};
}

Result<void> Engine::check_proof(const Connector& connector, const LaneSetup& setup) {
  if (connector.traits().can_read_back || setup.confirmation != model::Confirmation::read_back) return {};
  return config_error("target '" + setup.target + "' cannot be read back: its confirmation can be `stored`");
}

std::unique_ptr<Engine::LaneParts> Engine::make_lane(Tenant& tenant, store::LaneId id,
                                                     LaneSetup setup) const {
  auto lane = std::make_unique<LaneParts>();
  lane->tenant = &tenant;
  lane->target = setup.target;
  lane->id = id;
  lane->connector = std::move(setup.connector);
  set_terms(*lane, setup);
  lane->claims.emplace(tenant.id_key());
  lane->look_again.emplace(parts_.executor);
  lane->watch_ended.emplace(parts_.executor);
  lane->doubts.emplace(lane->connector->traits().key_guarantee);
  return lane;
}

void Engine::set_terms(LaneParts& lane, const LaneSetup& setup) {
  lane.mapping_file = setup.mapping_file;
  lane.required = setup.required;
  lane.max_class = setup.max_class;
  lane.redaction = setup.redaction;
  lane.refusal = setup.refusal;
  lane.classes = setup.classes;
  lane.confirmation = setup.confirmation.value_or(
      lane.connector->traits().can_read_back ? model::Confirmation::read_back : model::Confirmation::stored);
}

void Engine::keep_lane(std::unique_ptr<LaneParts> parts) {
  LaneParts* lane = parts.get();
  lane->lane = std::make_unique<Lane>(
      *lane->connector, parts_.clock, parts_.random, parts_.executor, settings_.lane,
      [this, lane](std::vector<store::CaseRow> rows) { return run_batch(*lane, std::move(rows)); });
  if (lane->begins_paused) lane->lane->pause();
  lane->tenant->lanes.push_back(lane->id);
  lanes_.emplace(lane->id, std::move(parts));
}

Result<RecoveryReport> Engine::recover() {
  RecoveryReport report;
  bool are_targets_known = true;
  std::set<std::pair<LaneParts*, store::MappingVersion>> versions;
  book_.reserve(parts_.vault.slot_use().used);
  const store::IsOurs is_ours = [this](store::TenantId tenant) {
    return !parts_.shares_store || tenants_by_id_.contains(tenant);
  };
  const auto audit = store::recover(parts_.database, parts_.vault, is_ours, [&](store::LiveCase entry) {
    for (const store::LiveDelivery& delivery : entry.deliveries) {
      const auto lane = lanes_.find(delivery.lane);
      if (lane == lanes_.end())
        are_targets_known = false;
      else if (!lane->second->mappings.contains(delivery.mapping))
        versions.emplace(lane->second.get(), delivery.mapping);
    }
    if (are_targets_known) restore(std::move(entry), report);
  });
  if (!audit.ok()) return audit.error();
  if (!are_targets_known) {
    return config_error(
        "cases wait for a target that is no longer configured: bring it back, or discard them");
  }
  for (const auto& [lane, version] : versions)
    if (auto loaded = load_version(*lane, version); !loaded.ok()) return std::move(loaded).error();
  report.redone = audit->redone;
  report.lost = audit->keys.lost.size();
  const std::int64_t today = day_of(parts_.clock.wall_now());
  const auto past = parts_.database.for_each_tombstone(today, [&](const store::Tombstone& tombstone) {
    if (is_ours(tombstone.tenant)) book_.remember(tombstone);
  });
  if (!past.ok()) return past.error();
  return report;
}

void Engine::restore(store::LiveCase entry, RecoveryReport& report) {
  ++report.cases;
  store::LiveCase& live = book_.add(std::move(entry));
  for (store::LiveDelivery& delivery : live.deliveries) {
    ++report.deliveries;
    if (delivery.state != DeliveryState::sent) continue;
    delivery.state = DeliveryState::unknown;
    ++report.unknown;
  }
  is_delivered_and_stays(live) ? void(book_.set_aside(live.row)) : requeue(live);
}

void Engine::requeue(const store::LiveCase& entry) {
  if (is_blocked(entry)) return;
  const WallTime now = parts_.clock.wall_now();
  for (const store::LiveDelivery& delivery : entry.deliveries) {
    LaneParts& lane = *lanes_.at(delivery.lane);
    // A request given up before the restart may still commit, unseen.
    const bool was_tried = delivery.state != DeliveryState::pending || delivery.attempts > 0;
    if (was_tried) lane.doubts->open(entry.row, parts_.clock.now());
    switch (delivery.state) {
      case DeliveryState::pending:
        push(lane, entry.row, window_of(entry) - (now - entry.received_at));
        break;
      case DeliveryState::unknown:
        lane.lane->push(entry.row);
        break;
      case DeliveryState::retrying:
        lane.lane->push_after(std::max(delivery.at - now, milliseconds(0)), entry.row);
        break;
      default:
        break;  // confirmed ones wait for their siblings, dead letters for a person
    }
  }
}

void Engine::start() {
  for (auto& [id, lane] : lanes_) start_lane(*lane);
  spawn(parts_.executor, sweep());
  started_ = true;
}

void Engine::start_lane(LaneParts& lane) {
  lane.lane->start();
  spawn(parts_.executor, watch_drift(lane));
}

Task<void> Engine::stop() {
  stopping_.set();
  if (!started_) co_return;
  for (auto& [id, lane] : lanes_) {
    lane->look_again->set();
    co_await lane->lane->stop();
    co_await lane->watch_ended->wait();
  }
  for (const auto& [row, passing] : passing_) passing->changed.set();
  if (!passing_.empty()) co_await none_passes_.wait();
  co_await swept_.wait();
}

// Written before its tenant can be handed to another node, which reads it then: both are the writer's work.
Task<Result<void>> Engine::pause(std::string tenant, std::string target, bool paused) {
  const auto lane = find_lane(tenant, target);
  if (!lane.ok()) co_return lane.error();
  auto write = [&](store::AdminStore& admin) { return admin.set_lane_paused(tenant, target, paused); };
  auto written = co_await parts_.outbox.administer(write);
  if (!written.ok()) co_return written;
  paused ? (*lane)->lane->pause() : (*lane)->lane->resume();
  co_return Result<void>();
}

Result<Engine::LaneParts*> Engine::find_lane(std::string_view tenant, std::string_view target) {
  for (auto& [id, lane] : lanes_)
    if (lane->tenant->name == tenant && lane->target == target) return lane.get();
  return invalid_error("unknown_lane", "no such tenant and target");
}

}  // namespace hub::delivery
