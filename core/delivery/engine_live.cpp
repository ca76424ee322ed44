// Engine: tenants and targets that come, and terms that change, while it runs.
#include "core/delivery/day.hpp"
#include "core/delivery/engine_parts.hpp"
#include "core/delivery/policy_refusal.hpp"

namespace hub::delivery {

namespace {

Error stopping() {
  return transient_error("stopping", "the hub is stopping");
}

}  // namespace

Task<Result<std::unique_ptr<Engine::LaneParts>>> Engine::prepare_lane(Tenant& tenant, LaneSetup setup) {
  if (auto checked = check_proof(*setup.connector, setup); !checked.ok()) co_return checked.error();
  auto find = [&](store::Database& database) { return database.lane_id(tenant.name, setup.target); };
  const auto id = co_await parts_.outbox.read(find);
  if (!id.ok()) co_return id.error();
  if (lanes_.contains(*id))
    co_return config_error("tenant '" + tenant.name + "' has target '" + setup.target + "' already");
  std::string text = std::move(setup.mapping_text);
  auto terms = setup.terms;
  auto lane = make_lane(tenant, *id, std::move(setup));
  auto following = follow_file(*lane, std::move(text));
  if (auto followed = co_await std::move(following); !followed.ok()) co_return followed.error();
  auto changing = follow_terms(*lane, std::move(terms));
  if (auto changed = co_await std::move(changing); !changed.ok()) co_return changed.error();
  if (auto checked = check_late_news(tenant, *lane->mappings.at(lane->current.version)); !checked.ok())
    co_return checked.error();
  auto look = [&](store::Database& database) {
    return database.admin().is_lane_paused(tenant.name, lane->target);
  };
  const auto paused = co_await parts_.outbox.read(look);
  if (!paused.ok()) co_return paused.error();
  lane->begins_paused = *paused;
  co_return Result<std::unique_ptr<LaneParts>>(std::move(lane));
}

Task<Result<void>> Engine::admit_target(std::string tenant, LaneSetup setup) {
  const auto owner = tenants_by_name_.find(tenant);
  if (owner == tenants_by_name_.end()) co_return invalid_error("unknown_tenant", "no such tenant");
  auto preparing = prepare_lane(*owner->second, std::move(setup));
  auto lane = co_await std::move(preparing);
  if (!lane.ok()) co_return lane.error();
  if (stopping_.is_set()) co_return stopping();
  LaneParts& its = **lane;
  keep_lane(std::move(*lane));
  if (started_) start_lane(its);
  co_return Result<void>();
}

Task<Result<Engine::Newcomer>> Engine::prepare_tenant(TenantSetup setup) {
  if (tenants_by_name_.contains(setup.name))
    co_return config_error("tenant '" + setup.name + "' is there already");
  auto find = [&setup](store::Database& database) { return database.tenant_id(setup.name); };
  const auto id = co_await parts_.outbox.read(find);
  if (!id.ok()) co_return id.error();
  Newcomer newcomer{make_tenant(*id, setup), std::move(setup.platform), {}};
  auto keeping = follow_keeping(*newcomer.tenant, std::move(setup.keep));
  if (auto kept = co_await std::move(keeping); !kept.ok()) co_return kept.error();
  for (LaneSetup& one : setup.lanes) {
    auto preparing = prepare_lane(*newcomer.tenant, std::move(one));
    auto lane = co_await std::move(preparing);
    if (!lane.ok()) co_return lane.error();
    newcomer.lanes.push_back(std::move(*lane));
  }
  co_return Result<Newcomer>(std::move(newcomer));
}

void Engine::keep(Newcomer newcomer) {
  keep_tenant(std::move(newcomer.tenant), std::move(newcomer.platform));
  for (auto& one : newcomer.lanes) {
    LaneParts& its = *one;
    keep_lane(std::move(one));
    if (started_) start_lane(its);
  }
}

Task<Result<std::vector<store::Tombstone>>> Engine::past_of(store::TenantId tenant) {
  const std::int64_t today = day_of(parts_.clock.wall_now());
  std::vector<store::Tombstone> past;
  auto read = [&](store::Database& database) {
    return database.for_each_tombstone(today, [&](const store::Tombstone& tombstone) {
      if (tombstone.tenant == tenant) past.push_back(tombstone);
    });
  };
  const auto done = co_await parts_.outbox.read(read);
  if (!done.ok()) co_return done.error();
  co_return past;
}

Task<Result<void>> Engine::admit_tenant(TenantSetup setup) {
  const bool has_past = setup.id_key.has_value();
  auto preparing = prepare_tenant(std::move(setup));
  auto newcomer = co_await std::move(preparing);
  if (!newcomer.ok()) co_return newcomer.error();
  const store::TenantId id = newcomer->tenant->id;
  Result<std::vector<store::Tombstone>> past = std::vector<store::Tombstone>();
  if (has_past) {
    auto reading = past_of(id);
    past = co_await std::move(reading);
  }
  if (!past.ok()) co_return past.error();
  if (stopping_.is_set()) co_return stopping();
  if (has_past) book_.forget_past(id);  // read at the start, or of an earlier stay
  for (const store::Tombstone& tombstone : *past) book_.remember(tombstone);
  keep(std::move(*newcomer));
  co_return Result<void>();
}

Task<Result<void>> Engine::change_tenant(const TenantSetup& setup) {
  const auto found = tenants_by_name_.find(setup.name);
  if (found == tenants_by_name_.end()) co_return invalid_error("unknown_tenant", "no such tenant");
  Tenant& tenant = *found->second;
  const bool allowed_updates = std::exchange(tenant.allows_updates, setup.allows_updates);
  for (const store::LaneId id : tenant.lanes) {
    const LaneParts& lane = *lanes_.at(id);
    if (auto checked = check_late_news(tenant, *lane.mappings.at(lane.current.version)); !checked.ok()) {
      tenant.allows_updates = allowed_updates;
      co_return checked;
    }
  }
  auto keeping = follow_keeping(tenant, setup.keep);
  if (auto kept = co_await std::move(keeping); !kept.ok()) {
    tenant.allows_updates = allowed_updates;
    co_return kept;
  }
  set_terms(tenant, setup);
  co_return Result<void>();
}

Task<Result<void>> Engine::change_target(std::string tenant, LaneSetup setup) {
  const auto found = find_lane(tenant, setup.target);
  if (!found.ok()) co_return found.error();
  LaneParts& lane = **found;
  if (auto checked = check_proof(*lane.connector, setup); !checked.ok()) co_return checked;
  auto following = follow_file(lane, setup.mapping_text);
  if (auto followed = co_await std::move(following); !followed.ok()) co_return followed;
  auto reading = published_text(lane, lane.current.version);
  const auto text = co_await std::move(reading);
  if (!text.ok()) co_return text.error();
  mapping::PublishRules rules = rules_of(lane);
  rules.max_class = publishable_class(setup.max_class, setup.terms.get(), setup.refusal);
  rules.classes = setup.classes.get();
  const std::string name = "version " + std::to_string(lane.current.version);
  const config::Problems problems = mapping::publish_problems(*text, name, rules);
  if (!problems.empty()) co_return invalid_error("mapping_refused", config::all_texts(problems));
  auto changing = follow_terms(lane, setup.terms);
  if (auto changed = co_await std::move(changing); !changed.ok()) co_return changed;
  set_terms(lane, setup);
  lane.look_again->set();
  co_return Result<void>();
}

}  // namespace hub::delivery
