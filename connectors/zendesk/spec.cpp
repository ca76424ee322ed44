#include "connectors/registry.hpp"
#include "connectors/settings.hpp"
#include "connectors/zendesk/target.hpp"

namespace hub::connectors::zendesk {

void add_to(Registry& registry);

namespace {

using config::FieldType;

config::Spec make_spec() {
  config::Spec spec;
  spec.name = "zendesk";
  spec.description = "A Zendesk Support account: a ticket for each case, found again by its external_id.";
  spec.fields = {
      required(setting("base_url", FieldType::url, "https://acme.zendesk.com", "The account's own address.")),
      choice("auth", {"client_credentials", "api_token"},
             "How the hub logs in. API tokens end on 2027-04-30; an OAuth client stays."),
      setting("client_id", FieldType::text, "connector_hub", "Identifier of the confidential OAuth client."),
      setting("client_secret", FieldType::secret, "env:ZENDESK_CLIENT_SECRET", "Its secret."),
      setting("scope", FieldType::text, "tickets:read tickets:write users:read",
              "What the token is asked to allow, words with a blank between.", "read write"),
      setting("email", FieldType::text, "hub@acme.example", "api_token: the user the hub works as."),
      setting("api_token", FieldType::secret, "env:ZENDESK_API_TOKEN", "api_token: the token."),
      choice("tickets", {"bulk", "single", "import"},
             "bulk: up to 100 in a call. single: one by one, protected by an Idempotency-Key. import: the "
             "messages of "
             "a chat as comments with their own times; needs an admin, and no trigger runs."),
      setting("requester_id", FieldType::text, "360001234567",
              "The user who stands for visitors nobody knows; the hub's own user when it is not set."),
      setting("late_commit", FieldType::duration, "5m",
              "For so long after a lost answer a ticket may still come into being.", "5m"),
      setting("visibility_lag", FieldType::duration, "90s",
              "For so long a new ticket may not be found by its external_id.", "90s"),
      setting("job_patience", FieldType::duration, "2m",
              "How long a job is waited for before it counts as lost.", "2m"),
      setting("timeout", FieldType::duration, "60s", "How long one call may take.", "60s"),
  };
  return spec;
}

TicketMode ticket_mode(const config::Settings& settings) {
  const std::string& word = settings.text("tickets");
  if (word == "single") return TicketMode::single;
  return word == "import" ? TicketMode::import : TicketMode::bulk;
}

Result<http::TokenSource> token_source(const config::Settings& settings, const std::string& base_url,
                                       Clock& clock) {
  if (settings.text("auth") == "api_token") {
    Buffer secret;
    if (auto known = check_needed(settings, "auth", {"email", "api_token"}); !known.ok())
      return known.error();
    if (auto read = read_secret_into(secret, settings, "api_token"); !read.ok()) return read.error();
    return http::fixed_token(basic_token(settings.text("email") + "/token", secret.view()));
  }
  if (auto known = check_needed(settings, "auth", {"client_id", "client_secret"}); !known.ok())
    return known.error();
  auto credentials = read_client_credentials(settings, base_url + "/oauth/tokens");
  if (!credentials.ok()) return std::move(credentials).error();
  credentials->scope = settings.text("scope");
  credentials->encoding = http::OAuth::Encoding::json;
  return http::oauth_token_source(http::client_credentials(std::move(*credentials)), clock);
}

Result<std::unique_ptr<delivery::Connector>> create(const config::Settings& settings,
                                                    Environment environment) {
  ClientOptions client;
  client.base_url = without_slash(settings.text("base_url"));
  client.timeout = settings.duration("timeout");
  client.job_pace.patience = settings.duration("job_patience");
  auto tokens = token_source(settings, client.base_url, environment.clock);
  if (!tokens.ok()) return std::move(tokens).error();
  TargetOptions options;
  options.tickets = ticket_mode(settings);
  if (settings.has("requester_id")) options.requester_id = settings.text("requester_id");
  options.late_commit = seconds_of(settings, "late_commit");
  options.visibility_lag = seconds_of(settings, "visibility_lag");
  std::unique_ptr<delivery::Connector> target = std::make_unique<Target>(
      std::move(options), std::move(client), std::move(*tokens), environment.http, environment.clock);
  return target;
}

}  // namespace

void add_to(Registry& registry) {
  registry.add({make_spec(), create, {}});
}

}  // namespace hub::connectors::zendesk
