#include "connectors/registry.hpp"
#include "connectors/servicenow/target.hpp"
#include "connectors/settings.hpp"

namespace hub::connectors::servicenow {

void add_to(Registry& registry);

namespace {

using config::FieldType;
using config::Settings;

config::Spec make_spec() {
  config::Spec spec;
  spec.name = "servicenow";
  spec.description = "A ServiceNow instance: rows of any table in batches, and transcripts as files on them.";
  spec.fields = {
      required(
          setting("base_url", FieldType::url, "https://acme.service-now.com", "The instance's address.")),
      choice("auth", {"client_credentials", "basic"},
             "How the hub logs in: as an OAuth application's user, or by name and password."),
      setting("client_id", FieldType::text, "6f0c8a2e1b7d4c3f9a5e8d7c6b5a4f3e",
              "client_credentials: of the OAuth application."),
      setting("client_secret", FieldType::secret, "env:SERVICENOW_CLIENT_SECRET",
              "client_credentials: its secret."),
      setting("username", FieldType::text, "connector.hub", "basic: a user for web services only."),
      setting("password", FieldType::secret, "env:SERVICENOW_PASSWORD", "basic: its password."),
      setting("case_table", FieldType::text, "incident",
              "Table of the records that files belong to, and which a probe reads.",
              "sn_customerservice_case"),
      setting("batch_records", FieldType::integer, "20", "Records in one request, 1 to 100.", "50"),
      setting("late_commit", FieldType::duration, "5m",
              "How long a request that was given up may still be carried out.", "2m"),
      setting("timeout", FieldType::duration, "60s", "How long one call may take.", "60s"),
  };
  return spec;
}

Result<http::TokenSource> token_source(const Settings& settings, const std::string& base_url, Clock& clock) {
  if (settings.text("auth") == "basic") {
    if (auto needed = check_needed(settings, "auth", {"username", "password"}); !needed.ok())
      return std::move(needed).error();
    Buffer password;
    if (auto read = read_secret_into(password, settings, "password"); !read.ok())
      return std::move(read).error();
    return http::fixed_token(basic_token(settings.text("username"), password.view()));
  }
  if (auto needed = check_needed(settings, "auth", {"client_id", "client_secret"}); !needed.ok())
    return std::move(needed).error();
  auto credentials = read_client_credentials(settings, base_url + "/oauth_token.do");
  if (!credentials.ok()) return std::move(credentials).error();
  return http::oauth_token_source(http::client_credentials(std::move(*credentials)), clock);
}

Result<std::unique_ptr<delivery::Connector>> create(const Settings& settings, Environment environment) {
  constexpr std::int64_t kBatchMax = 100;
  TargetOptions options;
  options.client.base_url = without_slash(settings.text("base_url"));
  options.client.timeout = settings.duration("timeout");
  options.case_table = settings.text("case_table");
  const std::int64_t records = settings.integer("batch_records");
  if (records < 1 || records > kBatchMax)
    return config_error(settings.problem("batch_records", "must be 1 to 100").text());
  options.batch_records = static_cast<std::size_t>(records);
  options.late_commit = seconds_of(settings, "late_commit");
  auto tokens = token_source(settings, options.client.base_url, environment.clock);
  if (!tokens.ok()) return std::move(tokens).error();
  std::unique_ptr<delivery::Connector> target =
      std::make_unique<Target>(std::move(options), std::move(*tokens), environment.http, environment.clock);
  return target;
}

}  // namespace

void add_to(Registry& registry) {
  registry.add({make_spec(), create, {}});
}

}  // namespace hub::connectors::servicenow
