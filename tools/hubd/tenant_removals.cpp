#include "tools/hubd/tenant_removals.hpp"

#include <algorithm>
#include <set>

#include "core/admin/json_writer.hpp"

namespace hub::hubd {

using admin::RemovalMode;

namespace {

policy::ResourceId id_of(const std::string& tenant) {
  return {"tenant", {}, tenant};
}

Error no_removal() {
  return invalid_error("no_removal", "no removal of this tenant has begun");
}

RemovalMode mode_of(const store::TenantRemoval& removal) {
  if (removal.moves) return RemovalMode::move;
  return removal.expires ? RemovalMode::expire : RemovalMode::drain;
}

}  // namespace

Result<void> TenantRemovals::load(store::Database& database) {
  auto removals = database.admin().removals();
  if (!removals.ok()) return removals.error();
  for (store::TenantRemoval& removal : *removals) {
    if (!parts_.shares_store || parts_.engine.has_tenant(removal.tenant)) {
      if (auto closed = parts_.engine.close(removal.tenant, removal.moves); !closed.ok()) return closed;
    }
    parts_.resources.freeze(removal.tenant);
    begun_[removal.tenant] = std::move(removal);
  }
  return {};
}

void TenantRemovals::follow(std::vector<store::TenantRemoval> removals) {
  begun_.clear();
  std::set<std::string> tenants;
  for (store::TenantRemoval& removal : removals) {
    tenants.insert(removal.tenant);
    begun_[removal.tenant] = removal;
    taken_up(removal.tenant);
  }
  parts_.resources.freeze_only(std::move(tenants));
}

void TenantRemovals::taken_up(const std::string& tenant) {
  const auto begun = begun_.find(tenant);
  if (begun != begun_.end()) (void)parts_.engine.close(tenant, begun->second.moves);
}

std::optional<Error> TenantRemovals::refusal_of(const std::string& tenant) const {
  const auto begun = begun_.find(tenant);
  if (begun == begun_.end()) return std::nullopt;
  if (begun->second.moves) return transient_error("tenant_moving", "this tenant is moving to another cell");
  return invalid_error("tenant_leaving", "this tenant is being removed");
}

Result<void> TenantRemovals::check_here(const std::string& tenant) const {
  if (!parts_.shares_store || parts_.engine.has_tenant(tenant)) return {};
  return transient_error("tenant_elsewhere", "another node has this tenant: it is removed there");
}

Task<Result<admin::RemovalView>> TenantRemovals::begin(std::string tenant, RemovalMode mode, std::string by) {
  const auto begun = begun_.find(tenant);
  const bool has_begun = begun != begun_.end();
  const bool expires = mode == RemovalMode::expire || (has_begun && begun->second.expires);
  const bool moves = mode == RemovalMode::move || (has_begun && begun->second.moves);
  if (has_begun && begun->second.expires == expires && begun->second.moves == moves)
    co_return co_await go_on(begun->second);
  if (parts_.resources.now().find_tenant(tenant) == nullptr)
    co_return invalid_error("unknown_tenant", "there is no such tenant");
  if (auto here = check_here(tenant); !here.ok()) co_return here.error();
  if (auto may = parts_.resources.may_go(id_of(tenant)); !may.ok()) co_return may.error();
  const store::TenantRemoval removal{tenant, expires, parts_.clock.wall_now(), std::move(by), moves};
  auto write = [&removal](store::AdminStore& admin) { return admin.put_removal(removal); };
  if (auto written = co_await parts_.outbox.administer(write); !written.ok()) co_return written.error();
  if (auto closed = parts_.engine.close(tenant, moves); !closed.ok()) co_return closed.error();
  parts_.resources.freeze(tenant);
  parts_.log.info("a tenant is being removed", {log::resource("tenant", tenant)});
  co_return co_await go_on(begun_[tenant] = removal);
}

Task<Result<admin::RemovalView>> TenantRemovals::show(std::string tenant) {
  const auto begun = begun_.find(tenant);
  if (begun == begun_.end()) co_return no_removal();
  co_return co_await go_on(begun->second);
}

// Ends what may end by now.
Task<Result<admin::RemovalView>> TenantRemovals::go_on(const store::TenantRemoval& removal) {
  const store::TenantRemoval begun = removal;  // it may be finished meanwhile
  if (auto here = check_here(begun.tenant); !here.ok()) co_return here.error();
  auto ending = parts_.engine.end_stay(begun.tenant, begun.expires);
  co_await std::move(ending);
  if (begun.expires) {
    auto giving_up = parts_.source.give_up(begun.tenant);
    if (auto given_up = co_await std::move(giving_up); !given_up.ok()) co_return given_up.error();
  }
  co_return view_of(begun);
}

admin::RemovalView TenantRemovals::view_of(const store::TenantRemoval& removal) const {
  admin::RemovalView view;
  view.tenant = removal.tenant;
  view.mode = mode_of(removal);
  view.begun_at = removal.begun_at;
  view.begun_by = removal.begun_by;
  const delivery::LeavingView leaving = parts_.engine.leaving(removal.tenant);
  view.cases = static_cast<std::int64_t>(leaving.cases);
  view.held = static_cast<std::int64_t>(leaving.held);
  view.dead_letters = static_cast<std::int64_t>(leaving.dead_letters);
  for (const delivery::SourceView& source : parts_.source.views())
    if (source.tenant == removal.tenant)
      view.owed = static_cast<std::int64_t>(source.waiting + source.dead_letters);
  return view;
}

std::string TenantRemovals::certificate_of(const store::TenantRemoval& removal) const {
  const auto secrets = std::ranges::count(parts_.secrets.list(), removal.tenant, &admin::SecretView::tenant);
  admin::JsonWriter json;
  json.begin_object().member("v", std::int64_t{1}).member("tenant", removal.tenant);
  json.member("addendum", "tenant removed").member("mode", to_string(mode_of(removal)));
  json.member("begun", removal.begun_at).member("at", parts_.clock.wall_now());
  json.member("secrets", static_cast<std::int64_t>(secrets)).end_object();
  const Buffer text = json.take();
  return std::string(text.view());
}

Task<Result<void>> TenantRemovals::finish(std::string tenant) {
  const auto begun = begun_.find(tenant);
  if (begun == begun_.end()) co_return no_removal();
  const store::TenantRemoval removal = begun->second;
  if (auto here = check_here(tenant); !here.ok()) co_return here;
  if (!view_of(removal).is_empty())
    co_return invalid_error("not_empty", "something of this tenant is still here");
  if (auto may = parts_.resources.may_go(id_of(tenant)); !may.ok()) co_return may;
  auto purging = parts_.tracking.purge(tenant, "tenant_removed");
  if (auto purged = co_await std::move(purging); !purged.ok()) co_return purged.error();
  auto dismissing = parts_.engine.dismiss(tenant);
  if (auto dismissed = co_await std::move(dismissing); !dismissed.ok()) co_return dismissed;
  const std::string certificate = certificate_of(removal);
  auto removing = parts_.resources.remove(id_of(tenant), [tenant, certificate](store::AdminStore& admin) {
    return admin.remove_tenant(tenant, certificate);
  });
  if (auto removed = co_await std::move(removing); !removed.ok()) co_return removed;
  parts_.secrets.forget(tenant);
  parts_.setups.forget(tenant);
  begun_.erase(tenant);
  parts_.log.info("a tenant was removed", {log::resource("tenant", tenant)});
  co_return Result<void>();
}

Task<Result<void>> TenantRemovals::remove_partner(std::string partner) {
  if (parts_.resources.now().find_partner(partner) == nullptr)
    co_return invalid_error("unknown_partner", "there is no such partner");
  const policy::ResourceId id{"partner", {}, partner};
  if (auto may = parts_.resources.may_go(id); !may.ok()) co_return may;
  auto removing = parts_.resources.remove(
      id, [partner](store::AdminStore& admin) { return admin.remove_partner(partner); });
  co_return co_await std::move(removing);
}

}  // namespace hub::hubd
