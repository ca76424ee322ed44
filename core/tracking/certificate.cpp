#include "core/tracking/certificate.hpp"

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"

namespace hub::tracking {

namespace {

Buffer begin(std::string_view tenant, std::string_view addendum) {
  Buffer json("{\"v\":1,");
  model::write_json_member("tenant", tenant, json);
  json.push_back(',');
  model::write_json_member("addendum", addendum, json);
  return json;
}

std::string end(Buffer json, std::int64_t events, WallTime at) {
  json.append(",\"events\":" + std::to_string(events) + ',');
  model::write_json_member("at", format_timestamp(at), json);
  json.push_back('}');
  return std::string(json.view());
}

}  // namespace

std::string day_text(std::int64_t day) {
  return format_timestamp(WallTime(std::chrono::days(day))).substr(0, 10);
}

std::string purge_certificate(const store::TrackingDay& day, std::string_view reason, WallTime at,
                              WallTime key_due) {
  Buffer json = begin(day.tenant, "tracking deleted");
  json.push_back(',');
  model::write_json_member("day", day_text(day.day), json);
  json.push_back(',');
  model::write_json_member("reason", reason, json);
  if (key_due != WallTime{}) {
    json.push_back(',');
    model::write_json_member("epoch_key_due", format_timestamp(key_due), json);
  }
  return end(std::move(json), day.events, at);
}

std::string erasure_certificate(std::string_view tenant, std::int64_t events, WallTime at) {
  return end(begin(tenant, "tracking erased"), events, at);
}

}  // namespace hub::tracking
