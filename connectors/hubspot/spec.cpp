#include "connectors/hubspot/setup.hpp"
#include "connectors/hubspot/target.hpp"
#include "connectors/registry.hpp"
#include "connectors/settings.hpp"

namespace hub::connectors::hubspot {

void add_to(Registry& registry);

namespace {

using config::FieldType;
using config::Settings;

config::Spec make_spec() {
  config::Spec spec;
  spec.name = "hubspot";
  spec.description = "A HubSpot account: tickets, notes and contacts by upsert on a unique property.";
  spec.fields = {
      choice("auth", {"private_app", "refresh_token"},
             "How the hub logs in: a private app's token is the simplest."),
      setting("access_token", FieldType::secret, "env:HUBSPOT_ACCESS_TOKEN", "private_app: its token."),
      setting("client_id", FieldType::text, "6f0c8a2e-0000-0000-0000-000000000000",
              "refresh_token: of the public app."),
      setting("client_secret", FieldType::secret, "env:HUBSPOT_CLIENT_SECRET", "refresh_token: its secret."),
      setting("refresh_token", FieldType::secret, "env:HUBSPOT_REFRESH_TOKEN",
              "refresh_token: what the installation gave."),
      setting("ticket_pipeline", FieldType::text, "0", "Pipeline of tickets, unless the mapping writes one.",
              "0"),
      setting("ticket_stage", FieldType::text, "4",
              "Stage of new tickets, unless the mapping writes one; 4 is Closed in the pipeline 0.", "4"),
      setting("collector_contact", FieldType::text, "901",
              "Record id of the contact that tickets of anonymous visitors are linked to."),
      setting("objects_path", FieldType::text, "/crm/objects/2026-03",
              "Which version of the objects API is called.", "/crm/v3/objects"),
      setting("timeout", FieldType::duration, "60s", "How long one call may take.", "60s"),
      setting("base_url", FieldType::url, "http://127.0.0.1:8591",
              "Where the API is: a proxy, or a simulator.", "https://api.hubapi.com"),
  };
  return spec;
}

Result<Credentials> read_credentials(const Settings& settings) {
  Credentials credentials;
  const bool is_private = settings.text("auth") == "private_app";
  auto needed = is_private ? check_needed(settings, "auth", {"access_token"})
                           : check_needed(settings, "auth", {"client_id", "client_secret", "refresh_token"});
  if (!needed.ok()) return std::move(needed).error();
  if (is_private) {
    auto read = read_secret_into(credentials.access_token, settings, "access_token");
    if (!read.ok()) return std::move(read).error();
    return credentials;
  }
  credentials.client_id = settings.text("client_id");
  for (const auto& [name, secret] : {std::pair("client_secret", &credentials.client_secret),
                                     std::pair("refresh_token", &credentials.refresh_token)}) {
    if (auto read = read_secret_into(*secret, settings, name); !read.ok()) return std::move(read).error();
  }
  return credentials;
}

Result<std::unique_ptr<delivery::Connector>> create(const Settings& settings, Environment environment) {
  auto credentials = read_credentials(settings);
  if (!credentials.ok()) return std::move(credentials).error();
  TargetOptions options;
  options.client.base_url = without_slash(settings.text("base_url"));
  options.client.objects_path = without_slash(settings.text("objects_path"));
  if (!options.client.objects_path.starts_with("/crm/"))
    return config_error(settings.problem("objects_path", "must be a path below /crm/").text());
  options.client.timeout = settings.duration("timeout");
  options.defaults["tickets"] = {{"hs_pipeline", settings.text("ticket_pipeline")},
                                 {"hs_pipeline_stage", settings.text("ticket_stage")}};
  if (settings.has("collector_contact")) options.collector_contact = settings.text("collector_contact");
  std::unique_ptr<delivery::Connector> target = std::make_unique<Target>(
      std::move(options), std::move(*credentials), environment.http, environment.clock);
  return target;
}

}  // namespace

void add_to(Registry& registry) {
  registry.add({make_spec(), create, setup_files});
}

}  // namespace hub::connectors::hubspot
