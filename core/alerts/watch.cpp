#include "core/alerts/watch.hpp"

#include <set>

namespace hub::alerts {

namespace {

Alert alert_of(const Reading& reading, bool is_over, WallTime since, WallTime now) {
  Alert alert{{}, reading, is_over, since, now};
  alert.id = "alert_" + reading.kind + '_' + reading.tenant + '_' + reading.target + '_' +
             std::to_string(now.time_since_epoch().count());
  return alert;
}

}  // namespace

std::vector<Alert> Watch::look(const std::vector<Reading>& readings, WallTime now) {
  std::vector<Alert> alerts;
  std::set<Key> bad;
  for (const Reading& reading : readings) {
    if (!reading.is_bad) continue;
    const Key key{reading.kind, reading.tenant, reading.target};
    bad.insert(key);
    const auto [firing, is_new] = firing_.try_emplace(key, Firing{reading, now, now});
    firing->second.reading = reading;
    if (!is_new && now - firing->second.told < repeat_) continue;
    firing->second.told = now;
    alerts.push_back(alert_of(reading, false, firing->second.since, now));
  }
  for (auto it = firing_.begin(); it != firing_.end();) {
    if (bad.contains(it->first)) {
      ++it;
      continue;
    }
    alerts.push_back(alert_of(it->second.reading, true, it->second.since, now));
    it = firing_.erase(it);
  }
  return alerts;
}

}  // namespace hub::alerts
