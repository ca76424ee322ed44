// Engine: tenants, lanes, start and stop, and what operators ask.
#include "core/delivery/engine.hpp"

#include <algorithm>

#include "core/base/wipe.hpp"
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
  auto tenant = std::make_unique<Tenant>();
  tenant->name = setup.name;
  tenant->id = *id;
  tenant->max_hold = setup.max_hold;
  tenant->tombstone_days = setup.tombstone_days;
  tenant->settle_window = setup.settle_window;
  tenant->allows_updates = setup.allows_updates;
  tenant->keep_delivered = setup.keep_delivered;
  auto id_key = parts_.vault.derive_key("ids/" + setup.name);
  std::ranges::copy(id_key, tenant->id_key_memory.bytes().begin());
  wipe(id_key.data(), id_key.size());
  for (LaneSetup& lane : setup.lanes) {
    if (auto added = add_lane(*tenant, std::move(lane)); !added.ok()) return added;
  }
  if (parts_.source) parts_.source->add_tenant(tenant->id, tenant->name, std::move(setup.platform));
  tenants_by_name_[tenant->name] = tenant.get();
  tenants_by_id_[tenant->id] = tenant.get();
  tenants_.push_back(std::move(tenant));
  return {};
}

std::optional<model::HashKey> Engine::id_key(const std::string& tenant) const {
  const auto found = tenants_by_name_.find(tenant);
  if (found == tenants_by_name_.end()) return std::nullopt;
  return found->second->id_key();
}

Result<void> Engine::add_lane(Tenant& tenant, LaneSetup setup) {
  const bool can_read_back = setup.connector->traits().can_read_back;
  if (!can_read_back && setup.confirmation == model::Confirmation::read_back) {
    return config_error("target '" + setup.target +
                        "' cannot be read back: its confirmation can be `stored`");
  }
  const auto id = parts_.database.lane_id(tenant.name, setup.target);
  if (!id.ok()) return id.error();
  if (lanes_.contains(*id)) {
    return config_error("tenant '" + tenant.name + "' declares target '" + setup.target + "' twice");
  }
  auto parts = std::make_unique<LaneParts>();
  parts->tenant = &tenant;
  parts->target = std::move(setup.target);
  parts->mapping_file = std::move(setup.mapping_file);
  parts->id = *id;
  parts->required = setup.required;
  parts->max_class = setup.max_class;
  parts->confirmation = setup.confirmation.value_or(can_read_back ? model::Confirmation::read_back
                                                                  : model::Confirmation::stored);
  parts->redaction = std::move(setup.redaction);
  parts->connector = std::move(setup.connector);
  parts->claims.emplace(tenant.id_key());
  parts->look_again.emplace(parts_.executor);
  parts->watch_ended.emplace(parts_.executor);
  parts->doubts.emplace(parts->connector->traits().key_guarantee);
  if (auto opened = open_mapping(*parts, setup.mapping_text); !opened.ok()) return opened;
  if (auto checked = check_late_news(tenant, *parts->mappings.at(parts->current.version)); !checked.ok())
    return config_error(parts->mapping_file + ": " + checked.error().message);
  LaneParts* lane = parts.get();
  lane->lane = std::make_unique<Lane>(
      *lane->connector, parts_.clock, parts_.random, parts_.executor, settings_.lane,
      [this, lane](std::vector<store::CaseRow> rows) { return run_batch(*lane, std::move(rows)); });
  tenant.lanes.push_back(*id);
  lanes_.emplace(*id, std::move(parts));
  return {};
}

Result<RecoveryReport> Engine::recover() {
  RecoveryReport report;
  std::optional<Error> failure;
  const auto audit = store::recover(parts_.database, parts_.vault, [&](const store::LiveCase& entry) {
    if (failure) return;
    for (const store::LiveDelivery& delivery : entry.deliveries) {
      if (auto known = know_version(delivery); !known.ok()) failure = std::move(known).error();
    }
    if (failure) return;
    ++report.cases;
    store::LiveCase live = entry;
    for (store::LiveDelivery& delivery : live.deliveries) {
      ++report.deliveries;
      if (delivery.state != DeliveryState::sent) continue;
      delivery.state = DeliveryState::unknown;
      ++report.unknown;
    }
    book_.add(live);
    is_delivered_and_stays(live) ? void(book_.set_aside(live.row)) : requeue(live);
  });
  if (!audit.ok()) return audit.error();
  if (failure) return *failure;
  report.redone = audit->redone;
  report.lost = audit->keys.lost.size();
  const std::int64_t today =
      std::chrono::floor<std::chrono::days>(parts_.clock.wall_now()).time_since_epoch().count();
  const auto past = parts_.database.for_each_tombstone(
      today, [this](const store::Tombstone& tombstone) { book_.remember(tombstone); });
  if (!past.ok()) return past.error();
  return report;
}

Result<void> Engine::know_version(const store::LiveDelivery& delivery) {
  const auto found = lanes_.find(delivery.lane);
  if (found == lanes_.end()) {
    return config_error(
        "cases wait for a target that is no longer configured: bring it back, or discard them");
  }
  return load_version(*found->second, delivery.mapping);
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
        lane.lane->push_after(std::max(delivery.next_attempt - now, milliseconds(0)), entry.row);
        break;
      default:
        break;  // confirmed ones wait for their siblings, dead letters for a person
    }
  }
}

void Engine::start() {
  for (auto& [id, lane] : lanes_) {
    lane->lane->start();
    spawn(parts_.executor, watch_drift(*lane));
  }
  spawn(parts_.executor, sweep());
  started_ = true;
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

Result<void> Engine::pause(const std::string& tenant, const std::string& target, bool paused) {
  const auto lane = find_lane(tenant, target);
  if (!lane.ok()) return lane.error();
  paused ? (*lane)->lane->pause() : (*lane)->lane->resume();
  return {};
}

Result<Engine::LaneParts*> Engine::find_lane(std::string_view tenant, std::string_view target) {
  for (auto& [id, lane] : lanes_)
    if (lane->tenant->name == tenant && lane->target == target) return lane.get();
  return invalid_error("unknown_lane", "no such tenant and target");
}

}  // namespace hub::delivery
