// Engine: a tenant that leaves. It takes nothing more, what it has goes on or ends, and then it is let go.
#include "core/delivery/engine_parts.hpp"

namespace hub::delivery {

Result<void> Engine::close(std::string_view tenant, bool moves) {
  const auto found = tenants_by_name_.find(tenant);
  if (found == tenants_by_name_.end()) return invalid_error("unknown_tenant", "no such tenant");
  found->second->is_leaving = true;
  found->second->leaves_cell = moves;
  return {};
}

LeavingView Engine::leaving(std::string_view tenant) const {
  LeavingView view;
  const auto found = tenants_by_name_.find(tenant);
  if (found == tenants_by_name_.end()) return view;
  for (const store::LiveCase& entry : book_.all()) {
    if (entry.tenant != found->second->id) continue;
    ++view.cases;
    if (entry.retention->is_held()) ++view.held;
    for (const store::LiveDelivery& delivery : entry.deliveries)
      if (delivery.state == store::DeliveryState::dead_letter) ++view.dead_letters;
  }
  return view;
}

// What is under way, or on legal hold, ends when that is over.
Task<void> Engine::end_stay(std::string tenant, bool expires) {
  const auto found = tenants_by_name_.find(tenant);
  if (found == tenants_by_name_.end()) co_return;
  const WallTime now = parts_.clock.wall_now();
  for (store::LiveCase& entry : book_.all()) {
    if (entry.tenant != found->second->id) continue;
    if (expires) entry.hold_until = std::min(entry.hold_until, now);
    if (entry.retention->is_kept())
      entry.retention.own().kept_until = std::min(entry.retention->kept_until, now);
  }
  co_await settle_overdue(now);
}

// API calls under way may still look at it: it lives, idle, until the engine does not.
Task<Result<void>> Engine::dismiss(std::string name) {
  const auto found = tenants_by_name_.find(name);
  if (found == tenants_by_name_.end()) co_return Result<void>();
  Tenant& tenant = *found->second;
  // An event that was let in before it closed is a case by then.
  if (auto flushed = co_await parts_.outbox.flush(); !flushed.ok()) co_return flushed;
  if (!tenant.is_leaving || leaving(name).cases > 0)
    co_return invalid_error("not_empty", "cases of this tenant are still here");
  co_await stop_lanes(tenant);
  if (parts_.source) co_await parts_.source->remove_tenant(tenant.id);
  if (stopping_.is_set() || !tenants_by_name_.contains(name)) co_return Result<void>();
  retire(tenant);
  co_return Result<void>();
}

}  // namespace hub::delivery
