// Engine: whether targets still have what mappings write to. Somebody removes a field or a permission, and
// every case would become a dead letter: instead they wait, and an operator is told which field it is.
#include <algorithm>

#include "core/delivery/describe.hpp"
#include "core/delivery/engine_parts.hpp"

namespace hub::delivery {

using store::DeliveryState;

namespace {

constexpr milliseconds kAwayInterval = std::chrono::minutes(15);  // when the target could not be asked
constexpr std::size_t kFindingsMax = 50;

}  // namespace

Task<void> Engine::watch_drift(LaneParts& lane) {
  while (!stopping_.is_set() && !lane.is_leaving) {
    const milliseconds interval = co_await check_drift(lane);
    // What was set while it looked must not be lost: a stop least of all.
    if (stopping_.is_set() || lane.is_leaving) break;
    lane.look_again->reset();
    co_await lane.look_again->wait_until(parts_.clock, parts_.clock.now() + interval);
  }
  lane.watch_ended->set();
}

Task<milliseconds> Engine::check_drift(LaneParts& lane) {
  const std::set<store::MappingVersion> versions = versions_in_use(lane);
  std::set<std::string> objects;
  for (const store::MappingVersion version : versions)
    objects.merge(mapping::objects_of(*lane.mappings.at(version)));
  const auto schema = co_await describe_objects(*lane.connector, std::move(objects));
  // Whatever is known stays: an answer that did not come says nothing about fields.
  if (!schema.ok()) co_return lane.blocked.empty() ? kAwayInterval : settings_.drift.blocked;
  std::vector<std::string> findings;
  lane.blocked.clear();
  for (const store::MappingVersion version : versions) {
    const mapping::Mapping& mapping = *lane.mappings.at(version);
    const std::string name = "mapping '" + mapping.name() + "' version " + std::to_string(version) + ", ";
    mapping::TargetFit fit = mapping::fit(mapping, *schema);
    for (const std::string& finding : fit.findings)
      if (findings.size() < kFindingsMax) findings.push_back(name + finding);
    if (!fit.blocking.empty()) lane.blocked[version] = name + fit.blocking;
  }
  set_drift(lane, std::move(findings));
  co_return lane.blocked.empty() ? settings_.drift.usual : settings_.drift.blocked;
}

void Engine::set_drift(LaneParts& lane, std::vector<std::string> findings) {
  if (lane.drift == findings) return;
  lane.drift = std::move(findings);
  if (parts_.on_drift) parts_.on_drift(view_of(lane));
}

std::set<store::MappingVersion> Engine::versions_in_use(const LaneParts& lane) const {
  std::set<store::MappingVersion> versions = {lane.current.version};
  for (const store::LiveCase& entry : book_.all())
    for (const store::LiveDelivery& delivery : entry.deliveries) {
      const bool is_over = delivery.state == DeliveryState::confirmed ||
                           delivery.state == DeliveryState::discarded ||
                           delivery.state == DeliveryState::refused;
      if (delivery.lane == lane.id && !is_over) versions.insert(delivery.mapping);
    }
  return versions;
}

bool Engine::is_blocked(const LaneParts& lane, const store::LiveDelivery& delivery) {
  return lane.blocked.contains(delivery.mapping);
}

std::vector<store::CaseRow> Engine::without_blocked(LaneParts& lane, std::vector<store::CaseRow> rows,
                                                    BatchReport& report) {
  if (lane.blocked.empty()) return rows;
  const std::size_t asked = rows.size();
  std::erase_if(rows, [&](store::CaseRow row) {
    const store::LiveDelivery* delivery = book_.find(store::DeliveryKey{row, lane.id});
    if (!delivery || !is_blocked(lane, *delivery)) return false;
    report.trouble = lane.blocked.at(delivery->mapping);
    report.trouble_kind = ErrorKind::config;
    lane.lane->push_after(settings_.drift.blocked, row);
    return true;
  });
  // New cases would only join those that wait.
  if (rows.size() < asked && lane.blocked.contains(lane.current.version))
    report.pause = settings_.drift.blocked;
  return rows;
}

}  // namespace hub::delivery
