// A hub that answers the admin API from memory and notes what it was asked to do. One thread.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/admin/api.hpp"
#include "tests/support/virtual_clock.hpp"

namespace hub::admin::testing {

struct FakeControl final : Control {
  Status status() const override { return now; }
  Result<void> readiness() const override {
    if (not_ready.empty()) return {};
    return transient_error("not_ready", not_ready);
  }
  Result<void> set_lane_paused(const std::string& tenant, const std::string& target, bool paused) override {
    if (target == "unknown") return invalid_error("unknown_lane", "no such tenant and target");
    paused_lanes.emplace_back(tenant + '/' + target, paused);
    return {};
  }
  Task<Result<std::size_t>> retry(std::vector<store::DeliveryKey> deliveries) override {
    retried.insert(retried.end(), deliveries.begin(), deliveries.end());
    co_return deliveries.size();
  }

  Status now;
  std::string not_ready;
  std::vector<std::pair<std::string, bool>> paused_lanes;  // in the order of the calls
  std::vector<store::DeliveryKey> retried;
};

struct FakeViews final : Views {
  Task<Result<std::vector<store::DeliveryView>>> deliveries(store::DeliveryFilter filter) override {
    std::vector<store::DeliveryView> page;
    for (const store::DeliveryView& view : all) {
      if (page.size() == filter.limit) break;
      if (view.delivery.row <= filter.after) continue;
      if (filter.state && view.state != *filter.state) continue;
      if (filter.tenant && view.tenant != *filter.tenant) continue;
      if (filter.received_before && view.received_at >= *filter.received_before) continue;
      page.push_back(view);
    }
    co_return page;
  }
  Task<Result<std::vector<store::DeliveryEvent>>> history(store::DeliveryKey) override { co_return events; }
  Task<Result<std::vector<store::CertificateView>>> certificates(std::int64_t after,
                                                                 std::uint32_t limit) override {
    std::vector<store::CertificateView> page;
    for (std::int64_t i = after + 1; i < certificate_total && page.size() < limit; ++i)
      page.push_back({i, R"({"outcome":"delivered"})"});
    co_return page;
  }
  Task<Result<std::int64_t>> certificate_count() override { co_return certificate_total; }

  std::vector<store::DeliveryView> all;
  std::vector<store::DeliveryEvent> events;
  std::int64_t certificate_total = 0;
};

struct NoLog final : log::Log {
  void write(log::Level, log::Literal event, std::initializer_list<log::Field>) override {
    events.emplace_back(event.view());
  }
  std::vector<std::string> events;
};

}  // namespace hub::admin::testing
