// Visitor tracking that remembers what it was given, and answers as it was told. One thread.
#pragma once

#include <deque>

#include "core/tracking/tracking.hpp"

namespace hub::testing {

class FakeTracking final : public tracking::Tracking {
 public:
  std::vector<tracking::NewEvent> seen;
  std::deque<Result<tracking::Taken>> answers;  // then: accepted
  std::vector<tracking::TenantView> tenants;
  std::string purged, erased_session;
  bool was_dry_run = false;
  tracking::Gone gone;

  Task<std::vector<Result<tracking::Taken>>> take(std::vector<tracking::NewEvent> events) override {
    std::vector<Result<tracking::Taken>> taken;
    for (tracking::NewEvent& event : events) {
      seen.push_back(std::move(event));
      if (answers.empty()) {
        taken.emplace_back(tracking::Taken::accepted);
        continue;
      }
      taken.push_back(std::move(answers.front()));
      answers.pop_front();
    }
    co_return taken;
  }
  std::vector<tracking::TenantView> views() const override { return tenants; }
  Task<Result<tracking::Gone>> purge(std::string tenant, std::string) override {
    if (!knows(tenant)) co_return invalid_error("unknown_tenant", "there is no such tenant");
    purged = std::move(tenant);
    co_return gone;
  }
  Task<Result<tracking::Gone>> erase_session(std::string, std::string session, bool is_dry_run) override {
    erased_session = std::move(session);
    was_dry_run = is_dry_run;
    co_return gone;
  }

 private:
  bool knows(std::string_view tenant) const {
    for (const tracking::TenantView& view : tenants)
      if (view.tenant == tenant) return true;
    return false;
  }
};

}  // namespace hub::testing
