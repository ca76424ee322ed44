#include "tools/hubd/fleet_tracking.hpp"

#include <map>

namespace hub::hubd {

using tracking::NewEvent;
using tracking::Taken;

Task<std::vector<Result<Taken>>> FleetTracking::take(std::vector<NewEvent> events) {
  std::vector<std::string> tenants;
  std::map<std::string, std::vector<NewEvent>> of_each;
  for (NewEvent& event : events) {
    tenants.push_back(event.tenant);
    of_each[tenants.back()].push_back(std::move(event));
  }
  std::map<std::string, std::vector<Result<Taken>>> taken;
  for (auto& [tenant, its] : of_each) {
    auto taking = take_of_one(tenant, std::move(its));
    taken[tenant] = co_await std::move(taking);
  }
  std::vector<Result<Taken>> answers;
  std::map<std::string, std::size_t> next;
  for (const std::string& tenant : tenants) answers.push_back(std::move(taken[tenant][next[tenant]++]));
  co_return answers;
}

Task<std::vector<Result<Taken>>> FleetTracking::take_of_one(std::string tenant,
                                                            std::vector<NewEvent> events) {
  auto finding = fleet_.find(std::move(tenant));
  auto owner = co_await std::move(finding);
  if (!owner.ok()) co_return std::vector<Result<Taken>>(events.size(), owner.error());
  if (fleet_.is_this(*owner)) {
    auto taking = book_.take(std::move(events));
    co_return co_await std::move(taking);
  }
  auto forwarding = fleet_.forward(std::move(*owner), std::move(events));
  co_return co_await std::move(forwarding);
}

}  // namespace hub::hubd
