#include <algorithm>

#include "connectors/registry.hpp"
#include "connectors/salesforce/setup.hpp"
#include "connectors/salesforce/target.hpp"
#include "connectors/settings.hpp"

namespace hub::connectors::salesforce {

void add_to(Registry& registry);

namespace {

using config::Field;
using config::FieldType;

Field auth_setting() {
  Field field = choice("auth", {"client_credentials", "jwt_bearer", "refresh_token"},
                       "How the hub logs in: client_credentials is the simplest, jwt_bearer needs no shared "
                       "secret.");
  field.example = "jwt_bearer";
  return field;
}

config::Spec make_spec() {
  config::Spec spec;
  spec.name = "salesforce";
  spec.description = "A Salesforce org: cases and transcripts by upsert on a unique External ID field.";
  spec.fields = {
      auth_setting(),
      required(setting("login_url", FieldType::url, "https://acme.my.salesforce.com",
                       "The org's My Domain address; login.salesforce.com serves no client_credentials.")),
      setting("audience", FieldType::url, "https://login.salesforce.com",
              "jwt_bearer: the audience of the assertion, when it is not login_url."),
      required(setting("client_id", FieldType::text, "3MVG9...", "Consumer key of the External Client App.")),
      setting("client_secret", FieldType::secret, "env:SALESFORCE_CLIENT_SECRET",
              "Consumer secret: for client_credentials, and for refresh_token where the app asks for it."),
      setting("private_key", FieldType::secret, "file:/etc/connector-hub/salesforce.pem",
              "jwt_bearer: the PEM key whose certificate was uploaded to the app."),
      setting("username", FieldType::text, "hub@acme.example", "jwt_bearer: the user the hub works as."),
      setting("refresh_token", FieldType::secret, "env:SALESFORCE_REFRESH_TOKEN",
              "refresh_token: the token an administrator obtained once."),
      setting("api_version", FieldType::text, "v62.0",
              "REST API version, v46.0 or later; v50.0 for writes: graph.", "v62.0"),
      choice(
          "writes", {"collections", "graph"},
          "How records are written: collections takes up to 200 of one object in a call; graph writes each "
          "case with its transcript whole or not at all."),
      setting("assignment_rules", FieldType::boolean, "true",
              "Let the org's assignment rules choose the owner of each case the hub writes.", "false"),
      setting("allow_duplicates", FieldType::boolean, "true",
              "Save records although an alert of a duplicate rule applies.", "false"),
      setting("timeout", FieldType::duration, "120s", "How long one call may take.", "120s"),
      setting("base_url", FieldType::url, "http://127.0.0.1:8590",
              "Where the API is, when it is not what the login answers: a proxy, or a simulator."),
  };
  return spec;
}

AuthMode auth_mode(const config::Settings& settings) {
  const std::string& word = settings.text("auth");
  if (word == "jwt_bearer") return AuthMode::jwt_bearer;
  return word == "refresh_token" ? AuthMode::refresh_token : AuthMode::client_credentials;
}

// Besides login_url and client_id.
Result<void> check_login(const config::Settings& settings) {
  switch (auth_mode(settings)) {
    case AuthMode::client_credentials:
      return check_needed(settings, "auth", {"client_secret"});
    case AuthMode::jwt_bearer:
      return check_needed(settings, "auth", {"private_key", "username"});
    case AuthMode::refresh_token:
      break;
  }
  return check_needed(settings, "auth", {"refresh_token"});
}

WriteBy write_by(const config::Settings& settings) {
  return settings.text("writes") == "graph" ? WriteBy::graph : WriteBy::collections;
}

// Older ones do not say what an upsert created, or have no graphs (salesforce.md 2.1 and 2.4).
int oldest_version(const config::Settings& settings) {
  return write_by(settings) == WriteBy::graph ? 50 : 46;
}

// "v62.0".
bool is_usable_version(std::string_view version, int oldest) {
  if (!version.starts_with('v') || !version.ends_with(".0")) return false;
  const std::string_view digits = version.substr(1, version.size() - 3);
  const bool is_number = !digits.empty() && digits.size() <= 3 &&
                         std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  return is_number && std::stoi(std::string(digits)) >= oldest;
}

Result<void> check(const config::Settings& settings) {
  if (auto login = check_login(settings); !login.ok()) return login;
  const int oldest = oldest_version(settings);
  if (!is_usable_version(settings.text("api_version"), oldest)) {
    const std::string rule = "must be v" + std::to_string(oldest) + ".0 or later, such as v62.0";
    return config_error(settings.problem("api_version", rule).text());
  }
  return {};
}

Result<Credentials> read_credentials(const config::Settings& settings) {
  Credentials credentials;
  credentials.mode = auth_mode(settings);
  credentials.login_url = without_slash(settings.text("login_url"));
  credentials.audience = settings.has("audience") ? settings.text("audience") : credentials.login_url;
  credentials.client_id = settings.text("client_id");
  if (settings.has("username")) credentials.username = settings.text("username");
  if (settings.has("base_url")) credentials.base_url = without_slash(settings.text("base_url"));
  for (const auto& [name, secret] : {std::pair("client_secret", &credentials.client_secret),
                                     std::pair("private_key", &credentials.private_key),
                                     std::pair("refresh_token", &credentials.refresh_token)}) {
    if (auto read = read_secret_into(*secret, settings, name); !read.ok()) return std::move(read).error();
  }
  return credentials;
}

Result<std::unique_ptr<delivery::Connector>> create(const config::Settings& settings,
                                                    Environment environment) {
  if (auto checked = check(settings); !checked.ok()) return std::move(checked).error();
  auto credentials = read_credentials(settings);
  if (!credentials.ok()) return std::move(credentials).error();
  ClientOptions options;
  options.api_version = settings.text("api_version");
  options.assignment_rules = settings.boolean("assignment_rules");
  options.allow_duplicates = settings.boolean("allow_duplicates");
  options.timeout = settings.duration("timeout");
  std::unique_ptr<delivery::Connector> target = std::make_unique<Target>(
      std::move(options), std::move(*credentials), environment.http, environment.clock, write_by(settings));
  return target;
}

}  // namespace

void add_to(Registry& registry) {
  registry.add({make_spec(), create, setup_files});
}

}  // namespace hub::connectors::salesforce
