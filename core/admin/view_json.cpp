#include "core/admin/view_json.hpp"

#include "core/admin/delivery_id.hpp"
#include "core/admin/suggestion.hpp"

namespace hub::admin {
namespace {

void write_error(const Error& error, JsonWriter& json) {
  json.name("error").begin_object();
  json.member("kind", hub::to_string(error.kind)).member("code", error.code).member("message", error.message);
  json.name("fields").begin_array();
  for (const std::string& field : error.fields) json.text(field);
  json.end_array().end_object();
}

}  // namespace

void write_delivery(const store::DeliveryView& delivery, WallTime now, JsonWriter& json) {
  json.begin_object();
  json.member("id", delivery_id(delivery.delivery)).member("case", delivery.case_ref.text());
  json.member("tenant", delivery.tenant).member("target", delivery.target);
  json.member("mapping_version", delivery.mapping);
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

void write_group(const store::DeliveryGroup& group, JsonWriter& json) {
  json.begin_object().member("tenant", group.tenant).member("target", group.target);
  json.member("mapping_version", group.mapping).member("count", group.count);
  if (group.error_kind) json.member("error_kind", hub::to_string(*group.error_kind));
  json.member("error_code", group.error_code).member("message", group.message).name("fields").begin_array();
  for (const std::string& field : group.fields) json.text(field);
  json.end_array()
      .member("attempts_least", group.attempts_least)
      .member("attempts_most", group.attempts_most);
  json.member("first_changed", group.first_changed).member("last_changed", group.last_changed);
  json.member("oldest_received", group.oldest_received);
  if (const std::string_view advice = suggestion_for(group.error_kind, group.error_code); !advice.empty())
    json.member("suggestion", advice);
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

void write_problem(const config::Problem& problem, JsonWriter& json) {
  json.begin_object().member("file", problem.file).member("line", std::int64_t{problem.line});
  json.member("column", std::int64_t{problem.column}).member("message", problem.message);
  json.member("fix", problem.fix).end_object();
}

}  // namespace hub::admin
