// Visitor tracking: how much there is of it, by tenant and day, and its end before its time.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/tracking/certificate.hpp"

namespace hub::admin {
namespace {

void write_view(const tracking::TenantView& view, JsonWriter& json) {
  json.begin_object().member("tenant", view.tenant).member("days_kept", std::int64_t{view.terms.days});
  json.member("events_per_day", view.terms.events_per_day).name("days").begin_array();
  for (const tracking::DayView& day : view.days)
    json.begin_object().member("day", tracking::day_text(day.day)).member("events", day.events).end_object();
  json.end_array().end_object();
}

}  // namespace

http::Response Api::list_tracking(const Call& call) const {
  const std::string* tenant = call.query.find("tenant");
  JsonWriter json;
  json.begin_object().name("tenants").begin_array();
  for (const tracking::TenantView& view : parts_.tracking.views())
    if (call.reaches(view.tenant) && (tenant == nullptr || *tenant == view.tenant)) write_view(view, json);
  json.end_array().end_object();
  return json_answer(200, json);
}

Task<http::Response> Api::purge_tracking(const Call& call) {
  const std::string& tenant = call.path_values[0];
  auto purging = parts_.tracking.purge(tenant, "requested");
  const auto gone = co_await std::move(purging);
  if (!gone.ok() && gone.error().code == "unknown_tenant")
    co_return problem_answer(404, "There is no such tenant");
  if (!gone.ok()) co_return error_answer(gone.error());
  call.outcome =
      std::to_string(gone->events) + " tracking events of " + std::to_string(gone->days) + " days deleted";
  parts_.log.warning("tracking events were deleted by an administrator",
                     {log::resource("key", call.key->name), log::resource("tenant", tenant),
                      log::count("days", gone->days), log::count("events", gone->events)});
  JsonWriter json;
  json.begin_object().member("days", gone->days).member("events", gone->events).end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
