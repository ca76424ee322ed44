// How the state of the hub looks in the API, whole and in pieces. The fields here and in schemas.cpp are the
// same. Any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/admin/control.hpp"
#include "core/admin/json_writer.hpp"

namespace hub::admin {

// Leaves of the state what is of these tenants.
void narrow(Status& status, const std::function<bool(const std::string& tenant)>& sees);
void write_status(const Status& status, WallTime now, JsonWriter& json);
void write_totals(const Status& status, JsonWriter& json);
// Without `now` there are no ages, only times: the same lane is then the same text, whenever it is written.
void write_lane(const LaneStatus& lane, std::optional<WallTime> now, JsonWriter& json);
void write_platform(const PlatformStatus& platform, std::optional<WallTime> now, JsonWriter& json);
void write_fleet(const std::vector<NodeStatus>& fleet, JsonWriter& json);
void write_holds(const std::vector<HoldStatus>& holds, JsonWriter& json);

}  // namespace hub::admin
