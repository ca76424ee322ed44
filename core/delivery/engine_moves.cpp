// Engine: tenants that move between nodes while it runs. What they have lies in the store that the nodes
// share.
#include <algorithm>

#include "core/delivery/day.hpp"
#include "core/delivery/engine_parts.hpp"

namespace hub::delivery {

namespace {
constexpr milliseconds kLookAgain{10};
}  // namespace

Task<Result<void>> Engine::fetch_versions(const std::vector<store::LiveCase>& cases,
                                          std::vector<Newcomer>& newcomers) {
  std::map<store::LaneId, LaneParts*> lanes;
  for (Newcomer& newcomer : newcomers)
    for (auto& lane : newcomer.lanes) lanes[lane->id] = lane.get();
  for (const store::LiveCase& entry : cases) {
    for (const store::LiveDelivery& delivery : entry.deliveries) {
      const auto found = lanes.find(delivery.lane);
      if (found == lanes.end())
        co_return config_error("cases wait for a target that is no longer configured");
      if (found->second->mappings.contains(delivery.mapping)) continue;
      auto read = [&delivery](store::Database& database) { return database.mapping_text(delivery.mapping); };
      const auto text = co_await parts_.outbox.read(read);
      if (!text.ok()) co_return text.error();
      if (auto known = know_text(*found->second, delivery.mapping, *text); !known.ok()) co_return known;
    }
  }
  co_return Result<void>();
}

Task<Result<RecoveryReport>> Engine::take_up(std::vector<TenantSetup> setups) {
  std::vector<Newcomer> newcomers;
  std::vector<store::TenantId> ids;
  for (TenantSetup& setup : setups) {
    auto preparing = prepare_tenant(std::move(setup));
    auto newcomer = co_await std::move(preparing);
    if (!newcomer.ok()) co_return newcomer.error();
    ids.push_back(newcomer->tenant->id);
    newcomers.push_back(std::move(*newcomer));
  }
  const std::int64_t today = day_of(parts_.clock.wall_now());
  auto reading = parts_.outbox.take_up(std::move(ids), today);
  auto holdings = co_await std::move(reading);
  if (!holdings.ok()) co_return holdings.error();
  auto fetching = fetch_versions(holdings->live, newcomers);
  if (const auto fetched = co_await std::move(fetching); !fetched.ok()) co_return fetched.error();
  if (stopping_.is_set()) co_return transient_error("stopping", "the hub is stopping");
  for (Newcomer& newcomer : newcomers) keep(std::move(newcomer));
  RecoveryReport report;
  report.redone = holdings->unfinished.rows.size();
  for (store::LiveCase& live : holdings->live) restore(std::move(live), report);
  for (const store::Tombstone& tombstone : holdings->tombstones) book_.remember(tombstone);
  if (parts_.source) parts_.source->take_up(std::move(holdings->owed));
  co_return report;
}

Task<void> Engine::stop_lanes(Tenant& tenant) {
  for (const store::LaneId id : tenant.lanes) {
    LaneParts& lane = *lanes_.at(id);
    lane.is_leaving = true;
    lane.look_again->set();
    co_await lane.lane->stop();
    if (started_) co_await lane.watch_ended->wait();
  }
}

void Engine::retire(Tenant& tenant) {
  for (const store::LaneId id : tenant.lanes)
    dismissed_lanes_.push_back(std::move(lanes_.extract(id).mapped()));
  tenants_by_name_.erase(tenant.name);
  tenants_by_id_.erase(tenant.id);
  const auto owner = std::ranges::find(tenants_, &tenant, &std::unique_ptr<Tenant>::get);
  dismissed_.push_back(std::move(*owner));
  tenants_.erase(owner);
}

bool Engine::is_busy(const Tenant& tenant) const {
  const auto is_its = [&](const auto& item) {
    const store::LiveCase* live = book_.find(item.first);
    return live && live->tenant == tenant.id;
  };
  const auto is_unstored = [&](const auto& item) { return is_its(item.first); };
  return std::ranges::any_of(passing_, is_its) || std::ranges::any_of(merging_, is_its) ||
         std::ranges::any_of(ending_, is_its) || std::ranges::any_of(unstored_, is_unstored);
}

// A case that passes through needs its lanes: none is let in any more, and those within end first.
Task<Result<void>> Engine::let_go(std::string name) {
  const auto found = tenants_by_name_.find(name);
  if (found == tenants_by_name_.end()) co_return Result<void>();
  Tenant& tenant = *found->second;
  if (tenant.max_hold.count() == 0) tenant.is_moving = true;
  while (tenant.is_moving && is_busy(tenant) && !stopping_.is_set())
    co_await sleep_for(parts_.clock, kLookAgain);
  co_await stop_lanes(tenant);
  tenant.is_moving = true;
  if (parts_.source) co_await parts_.source->remove_tenant(tenant.id);
  co_await store_late_changes();
  if (auto flushed = co_await parts_.outbox.flush(); !flushed.ok()) co_return flushed;
  if (is_busy(tenant)) co_return transient_error("busy", "something of this tenant is being changed");
  if (stopping_.is_set() || !tenants_by_name_.contains(name)) co_return Result<void>();
  if (parts_.source) parts_.source->forget(tenant.id);
  for (const store::CaseRow row : book_.forget(tenant.id)) {
    const auto wait = waits_.find(row);
    if (wait != waits_.end()) wait->second->done.set();  // without a certificate
  }
  retire(tenant);
  co_return Result<void>();
}

}  // namespace hub::delivery
