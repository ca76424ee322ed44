#include "core/admin/view_json.hpp"

#include "core/admin/delivery_id.hpp"
#include "core/admin/suggestion.hpp"

namespace hub::admin {
namespace {

void write_totals(const Totals& totals, JsonWriter& json) {
  json.name("totals").begin_object();
  json.member("accepted", totals.accepted).member("duplicates", totals.duplicates);
  json.member("deleted", totals.deleted);
  json.end_object();
}

void write_lane(const LaneStatus& lane, WallTime now, JsonWriter& json) {
  json.begin_object();
  json.member("tenant", lane.tenant).member("target", lane.target).member("connector", lane.connector);
  json.member("mapping_version", lane.mapping_version).member("state", to_string(lane.state));
  if (!lane.reason.empty()) json.member("reason", lane.reason);
  json.member("until", lane.until);
  json.member("waiting", lane.waiting).member("under_way", lane.under_way);
  json.member("dead_letters", lane.dead_letters);
  if (lane.oldest)
    json.member("oldest_seconds",
                std::chrono::duration_cast<std::chrono::seconds>(now - *lane.oldest).count());
  json.member("budget_used", lane.budget_used).member("budget_limit", lane.budget_limit);
  json.name("drift").begin_array();
  for (const std::string& finding : lane.drift) json.text(finding);
  json.end_array().end_object();
}

void write_platform(const PlatformStatus& platform, WallTime now, JsonWriter& json) {
  json.begin_object().member("tenant", platform.tenant).member("waiting", platform.waiting);
  json.member("dead_letters", platform.dead_letters);
  if (platform.oldest)
    json.member("oldest_seconds",
                std::chrono::duration_cast<std::chrono::seconds>(now - *platform.oldest).count());
  if (!platform.reason.empty()) json.member("reason", platform.reason);
  json.end_object();
}

void write_error(const Error& error, JsonWriter& json) {
  json.name("error").begin_object();
  json.member("kind", hub::to_string(error.kind)).member("code", error.code).member("message", error.message);
  json.name("fields").begin_array();
  for (const std::string& field : error.fields) json.text(field);
  json.end_array().end_object();
}

}  // namespace

std::string_view to_string(LaneState state) {
  switch (state) {
    case LaneState::running:
      return "running";
    case LaneState::waiting:
      return "waiting";
    case LaneState::paused:
      return "paused";
  }
  return "unknown";
}

void write_status(const Status& status, WallTime now, JsonWriter& json) {
  json.begin_object();
  json.member("version", status.version).member("region", status.region);
  json.member("started_at", status.started_at).member("accepting", status.accepting);
  write_totals(status.totals, json);
  json.member("cases_held", status.cases_held);
  json.name("lanes").begin_array();
  for (const LaneStatus& lane : status.lanes) write_lane(lane, now, json);
  json.end_array().name("platforms").begin_array();
  for (const PlatformStatus& platform : status.platforms) write_platform(platform, now, json);
  json.end_array().end_object();
}

void write_delivery(const store::DeliveryView& delivery, WallTime now, JsonWriter& json) {
  json.begin_object();
  json.member("id", delivery_id(delivery.delivery)).member("case", delivery.case_ref.text());
  json.member("tenant", delivery.tenant).member("target", delivery.target);
  json.member("state", store::to_string(delivery.state));
  json.member("attempts", std::int64_t{delivery.attempts});
  json.member("received_at", delivery.received_at);
  json.member("age_seconds",
              std::chrono::duration_cast<std::chrono::seconds>(now - delivery.received_at).count());
  json.member("changed_at", delivery.changed_at);
  if (delivery.state == store::DeliveryState::retrying) json.member("next_attempt", delivery.next_attempt);
  if (delivery.error) write_error(*delivery.error, json);
  if (const std::string_view suggestion = suggestion_for(delivery); !suggestion.empty())
    json.member("suggestion", suggestion);
  json.end_object();
}

void write_event(const store::DeliveryEvent& event, JsonWriter& json) {
  json.begin_object().member("at", event.at).member("state", store::to_string(event.state));
  if (!event.code.empty()) json.member("code", event.code);
  if (!event.message.empty()) json.member("message", event.message);
  json.end_object();
}

void write_publication(const store::Publication& publication, JsonWriter& json) {
  json.begin_object().member("number", publication.number).member("version", publication.version);
  json.member("mapping", publication.name).member("origin", store::to_string(publication.origin));
  json.member("author", publication.author).member("at", publication.at);
  json.member("sha256", publication.sha256).end_object();
}

void write_certificate(const store::CertificateView& certificate, JsonWriter& json) {
  json.begin_object().member("index", certificate.index);
  json.name("entry").raw(certificate.entry);
  json.end_object();
}

}  // namespace hub::admin
