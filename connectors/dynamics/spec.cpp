#include "connectors/dynamics/setup.hpp"
#include "connectors/dynamics/target.hpp"
#include "connectors/registry.hpp"
#include "connectors/settings.hpp"
#include "connectors/shared/members.hpp"
#include "core/base/uuid.hpp"

namespace hub::connectors::dynamics {

void add_to(Registry& registry);

namespace {

using config::FieldType;
using config::Settings;

config::Spec make_spec() {
  config::Spec spec;
  spec.name = "dynamics";
  spec.description = "A Dynamics 365 environment: cases with their transcript as a note, contacts, tasks.";
  spec.fields = {
      required(setting("base_url", FieldType::url, "https://acme.crm4.dynamics.com",
                       "The environment's address, as in the Power Platform admin center.")),
      required(setting("directory_id", FieldType::text, "0b0e6a5e-0000-0000-0000-000000000000",
                       "Of the Microsoft Entra directory (\"tenant id\") that the app is registered in.")),
      required(setting("client_id", FieldType::text, "6f0c8a2e-0000-0000-0000-000000000000",
                       "Of the app registration, which is an application user of the environment.")),
      required(setting("client_secret", FieldType::secret, "env:DYNAMICS_CLIENT_SECRET", "Its secret.")),
      setting("collector", FieldType::text, "contacts(5c1a5c1a-0000-0000-0000-000000000000)",
              "The contact or account that cases of anonymous visitors belong to: a case needs one."),
      setting("resolve_status", FieldType::text, "5",
              "Status reason with which cases are resolved as they are made; 5 is Problem Solved. Without it "
              "they stay active."),
      setting("login_url", FieldType::url, "https://login.microsoftonline.us",
              "Where tokens are: another one in sovereign clouds.", "https://login.microsoftonline.com"),
      setting("api_version", FieldType::text, "v9.2", "Which version of the Web API is called.", "v9.2"),
      setting("timeout", FieldType::duration, "120s", "How long one call may take.", "120s"),
  };
  return spec;
}

bool is_collector(std::string_view text) {
  for (const std::string_view set : {"contacts(", "accounts("})
    if (text.starts_with(set) && text.ends_with(')') &&
        is_uuid(text.substr(set.size(), text.size() - set.size() - 1)))
      return true;
  return false;
}

Result<WriteOptions> read_options(const Settings& settings) {
  WriteOptions options;
  if (settings.has("collector")) options.collector = settings.text("collector");
  if (settings.has("resolve_status")) options.resolve_status = settings.text("resolve_status");
  if (!options.collector.empty() && !is_collector(options.collector))
    return config_error(settings.problem("collector", "must be contacts(ID) or accounts(ID)").text());
  if (!options.resolve_status.empty() && !is_number(options.resolve_status))
    return config_error(settings.problem("resolve_status", "must be a number").text());
  return options;
}

Result<std::unique_ptr<delivery::Connector>> create(const Settings& settings, Environment environment) {
  auto options = read_options(settings);
  if (!options.ok()) return std::move(options).error();
  ClientOptions client;
  client.base_url = without_slash(settings.text("base_url"));
  client.api_version = settings.text("api_version");
  client.timeout = settings.duration("timeout");
  auto credentials = read_client_credentials(
      settings, without_slash(settings.text("login_url")) + '/' +
                    http::percent_encode(settings.text("directory_id")) + "/oauth2/v2.0/token");
  if (!credentials.ok()) return std::move(credentials).error();
  credentials->scope = client.base_url + "/.default";
  auto tokens =
      http::oauth_token_source(http::client_credentials(std::move(*credentials)), environment.clock);
  std::unique_ptr<delivery::Connector> target = std::make_unique<Target>(
      std::move(*options), std::move(client), std::move(tokens), environment.http, environment.clock);
  return target;
}

}  // namespace

void add_to(Registry& registry) {
  registry.add({make_spec(), create, setup_files});
}

}  // namespace hub::connectors::dynamics
