#include "connectors/freshdesk/setup.hpp"
#include "connectors/freshdesk/target.hpp"
#include "connectors/registry.hpp"
#include "connectors/settings.hpp"
#include "connectors/shared/members.hpp"

namespace hub::connectors::freshdesk {

void add_to(Registry& registry);

namespace {

using config::FieldType;
using config::Settings;

config::Spec make_spec() {
  config::Spec spec;
  spec.name = "freshdesk";
  spec.description =
      "A Freshdesk account: tickets with notes and files, contacts, found by a key of the hub.";
  spec.fields = {
      required(
          setting("base_url", FieldType::url, "https://acme.freshdesk.com", "The account's own address.")),
      required(setting("api_key", FieldType::secret, "env:FRESHDESK_API_KEY",
                       "Of the agent that the hub works as: profile settings, \"View API key\".")),
      required(setting("requester_id", FieldType::text, "48000012345",
                       "The contact that stands for visitors nobody knows.")),
      setting("late_commit", FieldType::duration, "5m",
              "For so long after a lost answer a ticket may still come into being.", "5m"),
      setting("visibility_lag", FieldType::duration, "1m",
              "For so long a new ticket may not be in the lists of its requester.", "1m"),
      setting("timeout", FieldType::duration, "60s", "How long one call may take.", "60s"),
  };
  return spec;
}

Result<std::unique_ptr<delivery::Connector>> create(const Settings& settings, Environment environment) {
  ClientOptions client;
  client.base_url = without_slash(settings.text("base_url"));
  client.timeout = settings.duration("timeout");
  TargetOptions options;
  options.requester_id = settings.text("requester_id");
  if (!is_number(options.requester_id))
    return config_error(settings.problem("requester_id", "must be the number of a contact").text());
  options.late_commit = seconds_of(settings, "late_commit");
  options.visibility_lag = seconds_of(settings, "visibility_lag");
  Buffer api_key;
  if (auto read = read_secret_into(api_key, settings, "api_key"); !read.ok()) return std::move(read).error();
  // The key is the user; any word does as its password.
  auto tokens = http::fixed_token(basic_token(api_key.view(), "X"));
  std::unique_ptr<delivery::Connector> target = std::make_unique<Target>(
      std::move(options), std::move(client), std::move(tokens), environment.http, environment.clock);
  return target;
}

}  // namespace

void add_to(Registry& registry) {
  registry.add({make_spec(), create, setup_files});
}

}  // namespace hub::connectors::freshdesk
