#include <algorithm>
#include <array>

#include "connectors/genesys/setup.hpp"
#include "connectors/genesys/target.hpp"
#include "connectors/registry.hpp"
#include "connectors/settings.hpp"
#include "core/base/uuid.hpp"

namespace hub::connectors::genesys {

void add_to(Registry& registry);

namespace {

using config::FieldType;
using config::Settings;

struct Region {
  std::string_view name, domain;
};
// genesys.md 2
constexpr std::array kRegions = std::to_array<Region>({
    {"us_east_1", "mypurecloud.com"},
    {"us_west_2", "usw2.pure.cloud"},
    {"us_east_2", "use2.us-gov-pure.cloud"},
    {"ca_central_1", "cac1.pure.cloud"},
    {"eu_west_1", "mypurecloud.ie"},
    {"eu_west_2", "euw2.pure.cloud"},
    {"eu_central_1", "mypurecloud.de"},
    {"eu_central_2", "euc2.pure.cloud"},
    {"eusc_de_east_1", "edee1.eusc-pure.cloud"},
    {"ap_southeast_1", "apse1.pure.cloud"},
    {"ap_southeast_2", "mypurecloud.com.au"},
    {"ap_northeast_1", "mypurecloud.jp"},
    {"ap_northeast_2", "apne2.pure.cloud"},
    {"ap_northeast_3", "apne3.pure.cloud"},
    {"ap_south_1", "aps1.pure.cloud"},
    {"sa_east_1", "sae1.pure.cloud"},
    {"me_central_1", "mec1.pure.cloud"},
    {"mx_central_1", "mxc1.pure.cloud"},
});

std::vector<std::string> region_names() {
  std::vector<std::string> names;
  for (const Region& region : kRegions) names.emplace_back(region.name);
  return names;
}

config::Spec make_spec() {
  config::Spec spec;
  spec.name = "genesys";
  spec.description =
      "A Genesys Cloud organisation: notes on external contacts, and workitems as an alternative.";
  spec.fields = {
      choice("region", region_names(), "Where the organisation is; its hosts follow from it."),
      required(setting("client_id", FieldType::text, "8c1f6c2e-0000-4000-8000-000000000000",
                       "Id of the OAuth client with the grant Client Credentials.")),
      required(setting("client_secret", FieldType::secret, "env:GENESYS_CLIENT_SECRET", "Its secret.")),
      required(setting("external_source_id", FieldType::text, "5f0c2a3e-0000-4000-8000-000000000001",
                       "Id of the external source that the hub's keys belong to.")),
      required(setting("user_id", FieldType::text, "5f0c2a3e-0000-4000-8000-000000000901",
                       "Id of the user whom notes are by: the hub's token has none.")),
      setting("collector_contact", FieldType::text, "5f0c2a3e-0000-4000-8000-000000000501",
              "Id of the curated contact that stands for visitors who are not known."),
      setting("worktype_id", FieldType::text, "5f0c2a3e-0000-4000-8000-000000000701",
              "Id of the worktype that workitems are made of, where the mapping writes any."),
      setting("workitem_life", FieldType::duration, "90d",
              "So long after it is made a workitem goes away; Genesys allows 365 days at most.", "365d"),
      setting("late_commit", FieldType::duration, "1m",
              "For so long after a lost answer a note or workitem may still come into being.", "60s"),
      setting("visibility_lag", FieldType::duration, "30s",
              "For so long a new note or workitem may not be listed.", "30s"),
      setting(
          "look_back", FieldType::duration, "24h",
          "A note that is not among the 1,000 newest of its contact counts as never written when the "
          "oldest of these is older than this; otherwise up to 10,000 notes are scanned, and if there are "
          "more a person decides.",
          "72h"),
      setting("timeout", FieldType::duration, "30s", "How long one call may take.", "30s"),
      setting("base_url", FieldType::url, "https://genesys-gateway.acme.example",
              "Where the API is, instead of the region's host: a gateway, or a simulator."),
      setting("login_url", FieldType::url, "https://genesys-gateway.acme.example",
              "Where /oauth/token is, instead of the region's host."),
  };
  return spec;
}

std::string host_of(const Settings& settings, std::string_view setting, std::string_view kind) {
  if (settings.has(setting)) return without_slash(settings.text(setting));
  const auto region = std::ranges::find(kRegions, settings.text("region"), &Region::name);
  return "https://" + std::string(kind) + '.' + std::string(region->domain);
}

Result<http::TokenSource> token_source(const Settings& settings, Clock& clock) {
  auto credentials =
      read_client_credentials(settings, host_of(settings, "login_url", "login") + "/oauth/token");
  if (!credentials.ok()) return std::move(credentials).error();
  credentials->in_header = true;
  http::OAuth oauth = http::client_credentials(std::move(*credentials));
  oauth.refine = explain_login;
  return http::oauth_token_source(std::move(oauth), clock);
}

// Genesys' ids have one form: a name in their place is told here and not by the first case.
Result<void> check_ids(const Settings& settings) {
  for (const std::string_view name : {"external_source_id", "user_id", "collector_contact", "worktype_id"}) {
    if (settings.has(name) && !is_uuid(settings.text(name)))
      return config_error(settings.problem(name, "is the id that Genesys Cloud shows, not a name").text());
  }
  return {};
}

Result<std::unique_ptr<delivery::Connector>> create(const Settings& settings, Environment environment) {
  constexpr std::chrono::hours kLifeMax{365 * 24};
  if (auto checked = check_ids(settings); !checked.ok()) return std::move(checked).error();
  if (settings.duration("workitem_life") > kLifeMax)
    return config_error(
        settings.problem("workitem_life", "Genesys Cloud keeps workitems for 365 days at most").text());
  auto tokens = token_source(settings, environment.clock);
  if (!tokens.ok()) return std::move(tokens).error();
  ClientOptions client;
  client.base_url = host_of(settings, "base_url", "api");
  client.timeout = settings.duration("timeout");
  TargetOptions options;
  options.external_source_id = settings.text("external_source_id");
  options.user_id = settings.text("user_id");
  options.collector_contact = settings.text("collector_contact");
  options.worktype_id = settings.text("worktype_id");
  options.workitem_life = seconds_of(settings, "workitem_life");
  options.late_commit = seconds_of(settings, "late_commit");
  options.visibility_lag = seconds_of(settings, "visibility_lag");
  options.look_back = settings.duration("look_back");
  std::unique_ptr<delivery::Connector> target = std::make_unique<Target>(
      std::move(options), std::move(client), std::move(*tokens), environment.http, environment.clock);
  return target;
}

}  // namespace

void add_to(Registry& registry) {
  registry.add({make_spec(), create, setup_files});
}

}  // namespace hub::connectors::genesys
