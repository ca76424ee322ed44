#include "tools/hubd/hub_settings.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

namespace config = hub::config;
namespace hubd = hub::hubd;
using namespace std::chrono_literals;

namespace {

constexpr const char* kLeast = R"(region: eu
data_dir: data
root_key: env:HUB_ROOT_KEY
resources: /etc/connector-hub/resources
mappings: ../mappings
)";

struct Loaded {
  hubd::HubSettings hub;
  config::Problems problems;
  std::string folder;
};

Loaded load(const std::string& yaml) {
  const auto folder = std::filesystem::temp_directory_path() / ("settings_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "hub.yaml") << yaml;
  Loaded loaded;
  loaded.folder = folder.string();
  loaded.hub = hubd::load_hub_settings((folder / "hub.yaml").string(), loaded.problems);
  std::filesystem::remove_all(folder);
  for (const auto& problem : loaded.problems) BOOST_TEST_MESSAGE(problem.text());
  return loaded;
}

bool reports(const Loaded& loaded, const std::string& text) {
  for (const config::Problem& problem : loaded.problems)
    if (problem.text().find(text) != std::string::npos) return true;
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hub_settings)

BOOST_AUTO_TEST_CASE(a_node_stands_in_the_place_called_as_its_region_unless_it_says_another) {
  const Loaded least = load(kLeast);
  BOOST_TEST(least.hub.places.place == "eu");
  BOOST_TEST(least.hub.places.backup == "eu");
  const Loaded placed = load(kLeast + std::string("place: aws-eu\n"));
  BOOST_TEST(placed.hub.places.place == "aws-eu");
  BOOST_TEST(placed.hub.places.backup == "aws-eu");
  BOOST_TEST(load(kLeast + std::string("backup_place: vault\n")).hub.places.backup == "vault");
}

BOOST_AUTO_TEST_CASE(the_least_that_works_has_safe_defaults) {
  const Loaded loaded = load(kLeast);
  BOOST_REQUIRE(loaded.problems.empty());
  BOOST_TEST(loaded.hub.events.address == "127.0.0.1");
  BOOST_TEST(loaded.hub.events.port == 8480);
  BOOST_TEST(loaded.hub.admin.port == 8481);
  BOOST_TEST(loaded.hub.events.limits.body_bytes_max == 8u << 20);
  BOOST_TEST((loaded.hub.epoch_length == 300s));
  BOOST_TEST(loaded.hub.admin_keys.empty());
  BOOST_TEST(!loaded.hub.never_delete);
}

BOOST_AUTO_TEST_CASE(an_identity_provider_is_read_with_safe_defaults) {
  const Loaded loaded = load(std::string(kLeast) +
                             "admin: {oidc: {issuer: https://login.example, client_id: hub, public_url: "
                             "'https://hub.example:8481', roles: [{group: ops, role: operator}, "
                             "{group: nordic, role: viewer, tenant: acme}]}}\n");
  BOOST_REQUIRE(loaded.problems.empty());
  BOOST_REQUIRE(loaded.hub.sign_on.has_value());
  const hubd::IdentityProviderSettings& settings = *loaded.hub.sign_on;
  BOOST_TEST(settings.provider.redirect_uri == "https://hub.example:8481/sign-on/callback");
  BOOST_TEST((settings.provider.scopes == std::vector<std::string>{"openid", "profile"}));
  BOOST_TEST(settings.provider.groups_claim == "groups");
  BOOST_TEST((settings.console.session == 8h));
  BOOST_TEST(settings.console.roles.at(1).reach.text() == "tenant acme");
  BOOST_TEST(!load(kLeast).hub.sign_on.has_value());
}

BOOST_AUTO_TEST_CASE(an_identity_provider_that_would_not_be_safe_is_refused) {
  const auto with = [](const std::string& more, const std::string& roles = "[{group: ops, role: viewer}]",
                       const std::string& issuer = "https://login.example") {
    return load(std::string(kLeast) + "admin: {oidc: {issuer: '" + issuer +
                "', client_id: hub, roles: " + roles + ", " + more + "}}\n");
  };
  const std::string url = "public_url: 'https://hub.example'";
  BOOST_TEST(with(url).problems.empty());
  BOOST_TEST(with("public_url: 'http://localhost:8481'").problems.empty());
  BOOST_TEST(reports(with("public_url: 'http://hub.example'"), "must begin with https://"));
  BOOST_TEST(reports(with("public_url: 'http://localhost.evil.example'"), "must begin with https://"));
  BOOST_TEST(reports(with("public_url: 'https://hub.example/console'"), "without a path"));
  BOOST_TEST(reports(with(url, "[{group: ops, role: viewer}]", "http://login.example"), "must begin with"));
  BOOST_TEST(
      reports(with(url, "[{group: ops, role: viewer}]", "https://login.example?a=b"), "neither query"));
  BOOST_TEST(reports(with(url + ", client_secret: hunter2"), "must name where the secret is"));
  BOOST_TEST(reports(with(url + ", scopes: [profile]"), "must have openid"));
  BOOST_TEST(reports(with(url + ", session: 1m"), "between 5m and 12h"));
  BOOST_TEST(reports(with(url + ", clientid: hub"), "clientid"));
  BOOST_TEST(reports(with(url, "[]"), "list of 1 to 1,000"));
  BOOST_TEST(reports(with(url, "[{group: ops, role: root}]"), "must be one of"));
  BOOST_TEST(reports(with(url, "[{group: ops, role: partner}]"), "says which `partner`"));
  BOOST_TEST(
      reports(with(url, "[{group: ops, role: viewer}, {group: ops, role: admin}]"), "stands above already"));
  BOOST_TEST(reports(load(std::string(kLeast) + "admin: {oauth: {}}\n"), "oauth"));
}

BOOST_AUTO_TEST_CASE(a_key_says_by_what_it_is_known_and_how_far_it_reaches) {
  const std::string hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA";
  const std::string sha(64, 'a');
  const auto with_key = [](const std::string& key) {
    return load(kLeast + ("admin_keys: [{" + key + "}]\n"));
  };
  const Loaded loaded =
      load(std::string(kLeast) + "admin_keys:\n  - {name: nora, role: partner, partner: nordic, id: " +
           "k3n8wq2m5xzt, argon2id: '" + hash + "', expires: '2027-06-30T00:00:00Z'}\n" +
           "  - {name: tom, role: viewer, tenant: acme, sha256: " + sha + "}\n");
  BOOST_REQUIRE(loaded.problems.empty());
  BOOST_TEST(loaded.hub.admin_keys.at(0).reach.text() == "partner nordic");
  BOOST_TEST(loaded.hub.admin_keys.at(0).expires.has_value());
  BOOST_TEST(loaded.hub.admin_keys.at(1).reach.text() == "tenant acme");
  BOOST_TEST(reports(with_key("name: a, role: viewer"), "either argon2id"));
  BOOST_TEST(reports(with_key("name: a, role: viewer, sha256: " + sha + ", id: x"), "argon2id only"));
  BOOST_TEST(reports(with_key("name: a, role: viewer, argon2id: '" + hash + "'"), "needs the `id`"));
  BOOST_TEST(reports(with_key("name: a, role: viewer, id: x, argon2id: plain"), "is no Argon2id hash"));
  BOOST_TEST(reports(with_key("name: a, role: partner, sha256: " + sha), "says which `partner`"));
  BOOST_TEST(reports(with_key("name: a, role: admin, partner: nordic, sha256: " + sha), "not for partners"));
  BOOST_TEST(reports(with_key("name: a, role: viewer, partner: n, tenant: t, sha256: " + sha), "not both"));
  BOOST_TEST(reports(with_key("name: a, role: viewer, expires: soon, sha256: " + sha), "is no time"));
  BOOST_TEST(
      reports(with_key("name: a, role: viewer, sha256: " + sha + "}, {name: b, role: admin, sha256: " + sha),
              "the same key"));
}

BOOST_AUTO_TEST_CASE(a_webhook_without_a_secret_is_no_way_to_be_woken) {
  const Loaded loaded = load(std::string(kLeast) + "alerts: {webhook_url: 'https://ops.example/alerts'}\n");
  BOOST_TEST(reports(loaded, "webhook_secret"));
  BOOST_TEST(reports(load(std::string(kLeast) + "alerts: {interval: 1ms}\n"), "at least 100ms"));
  BOOST_TEST(reports(load(std::string(kLeast) + "alerts: {smtp: {host: relay}}\n"), "from"));
}

BOOST_AUTO_TEST_CASE(paths_are_relative_to_the_file) {
  const Loaded loaded = load(kLeast);
  BOOST_TEST(loaded.hub.data_dir == loaded.folder + "/data");
  BOOST_TEST(loaded.hub.resources_folder == "/etc/connector-hub/resources");
  BOOST_TEST(loaded.hub.mappings_folder ==
             std::filesystem::path(loaded.folder).parent_path().string() + "/mappings");
}

BOOST_AUTO_TEST_CASE(every_section_is_read) {
  const Loaded loaded = load(std::string(kLeast) + R"(listeners:
  events: {address: 0.0.0.0, port: 0, tls: {certificate: a.pem, key: a.key, client_ca: ca.pem}}
admin_keys:
  - {name: anna, role: operator, sha256: 50d858e0985ecc7f60418aaf0cc5ab587f42c2570a884095a9e8ccacd0f6545c}
limits: {body_bytes: 1MiB, case_slots: 2048, epoch: 30s, drain: 3s, header_deadline: 1s}
delivery: {first_backoff: 10ms, longest_backoff: 1s, attempts: 7, batch_cases: 50, concurrency: 2, linger: 5ms}
fetch: {hosts: [{host: files.example, authorization: env:FILES_KEY}], bytes: 1MiB}
certificates:
  witnesses:
    - url: https://witness.example/w1/
      key: witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X
outgoing: {private_subnets: [10.0.0.0/8]}
alerts:
  oldest_case: 5m
  webhook_url: https://ops.example/alerts
  webhook_secret: env:ALERT_KEY
  smtp: {host: relay.example, from: hub@acme.example, to: [ops@acme.example]}
log: {level: debug, format: json}
diagnostics: {never_delete: true}
)");
  BOOST_REQUIRE(loaded.problems.empty());
  BOOST_TEST(loaded.hub.events.port == 0);
  BOOST_TEST(loaded.hub.events.tls->client_ca_file == loaded.folder + "/ca.pem");
  BOOST_TEST((loaded.hub.admin_keys.at(0).role == hub::admin::Role::operator_));
  BOOST_TEST(loaded.hub.case_slots == 2048u);
  BOOST_TEST((loaded.hub.events.limits.drain_deadline == 3s));
  BOOST_TEST((loaded.hub.events.limits.header_deadline == 1s));
  BOOST_TEST((loaded.hub.engine.retry.first_wait == 10ms));
  BOOST_TEST((loaded.hub.engine.retry.longest_wait == 1s));
  BOOST_TEST(loaded.hub.engine.retry.attempts_max == 7u);
  BOOST_TEST(loaded.hub.engine.lane.batch_cases_max == 50u);
  BOOST_TEST(loaded.hub.engine.lane.concurrency_max == 2u);
  BOOST_TEST((loaded.hub.engine.lane.linger == 5ms));
  BOOST_REQUIRE(loaded.hub.fetch.hosts.size() == 1u);
  BOOST_TEST(loaded.hub.fetch.hosts[0].host == "files.example");
  BOOST_TEST(loaded.hub.fetch.hosts[0].authorization == "env:FILES_KEY");
  BOOST_REQUIRE(loaded.hub.witnesses.size() == 1u);
  BOOST_TEST(loaded.hub.witnesses[0].url == "https://witness.example/w1");
  BOOST_TEST(loaded.hub.witnesses[0].key.name == "witness.example/w1");
  BOOST_TEST(loaded.hub.private_subnets.size() == 1u);
  BOOST_TEST((loaded.hub.log_format == hub::log::Format::json));
  BOOST_TEST((loaded.hub.alerts.limits.oldest_case == 5min));
  BOOST_TEST(loaded.hub.alerts.webhook_secret == "env:ALERT_KEY");
  BOOST_TEST(loaded.hub.alerts.smtp.port == 25);
  BOOST_TEST(loaded.hub.never_delete);
}

BOOST_AUTO_TEST_CASE(each_mistake_is_a_problem_of_its_own) {
  const Loaded loaded = load(std::string(kLeast) + R"(listeners:
  event: {port: 1}
  admin: {port: 99999}
limits: {case_slots: 1, connectons: 5}
log: {level: loud}
regoin: eu
)");
  BOOST_TEST(loaded.problems.size() >= 5u);
  BOOST_TEST(reports(loaded, "there is no such listener"));
  BOOST_TEST(reports(loaded, "must be between 0 and 65535"));
  BOOST_TEST(reports(loaded, "did you mean 'connections'?"));
  BOOST_TEST(reports(loaded, "did you mean 'region'?"));
}

// The defaults of the page are those that the engine has without a file.
BOOST_AUTO_TEST_CASE(an_absent_delivery_section_leaves_the_engine_as_it_is) {
  const Loaded loaded = load(kLeast);
  const hub::delivery::EngineSettings usual;
  BOOST_TEST((loaded.hub.engine.retry.first_wait == usual.retry.first_wait));
  BOOST_TEST((loaded.hub.engine.retry.longest_wait == usual.retry.longest_wait));
  BOOST_TEST((loaded.hub.engine.retry.rate_limit_wait == usual.retry.rate_limit_wait));
  BOOST_TEST((loaded.hub.engine.retry.auth_wait == usual.retry.auth_wait));
  BOOST_TEST(loaded.hub.engine.retry.attempts_max == usual.retry.attempts_max);
  BOOST_TEST(loaded.hub.engine.lane.batch_cases_max == usual.lane.batch_cases_max);
  BOOST_TEST(loaded.hub.engine.batch_content_bytes_max == usual.batch_content_bytes_max);
  BOOST_TEST((loaded.hub.engine.lane.linger == usual.lane.linger));
  BOOST_TEST(loaded.hub.engine.lane.concurrency_max == usual.lane.concurrency_max);
  BOOST_TEST((loaded.hub.engine.lane.breaker_first_wait == usual.lane.breaker_first_wait));
  BOOST_TEST((loaded.hub.engine.lane.breaker_longest_wait == usual.lane.breaker_longest_wait));
  BOOST_TEST(loaded.hub.engine.confirm.reads_max == usual.confirm.reads_max);
  BOOST_TEST((loaded.hub.engine.confirm.first_pause == usual.confirm.first_pause));
  BOOST_TEST((loaded.hub.engine.sweep_interval == usual.sweep_interval));
}

BOOST_AUTO_TEST_CASE(a_pace_that_cannot_be_kept_is_a_problem) {
  const Loaded loaded = load(std::string(kLeast) + R"(delivery:
  first_backoff: 10s
  longest_backoff: 1s
  linger: 0ms
  attempts: 0
fetch: {hosts: [{host: "https://files.example/cases"}]}
certificates: {witnesses: [{url: "https://w.example", key: hub.example/certs+332b413a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4}]}
)");
  BOOST_TEST(loaded.problems.size() == 5u);
  BOOST_TEST(reports(loaded, "is no key of a witness"));
  BOOST_TEST(reports(loaded, "must not be shorter than `first_backoff`"));
  BOOST_TEST(reports(loaded, "must be between 1ms and 24h"));
  BOOST_TEST(reports(loaded, "must be between 1 and 1000000"));
  BOOST_TEST(reports(loaded, "no scheme, no path"));
}

constexpr const char* kPeers = R"(peers:
  address: 10.0.0.11
  certificate: node.pem
  key: node.key
  authority: fleet-ca.pem
  nodes: ["https://b.example:8482", "URL"]
)";

std::string peers_with(const std::string& url) {
  std::string text = kPeers;
  return text.replace(text.find("URL"), 3, url);
}

BOOST_AUTO_TEST_CASE(peers_are_reached_over_tls_and_share_a_database) {
  const std::string store = "store: {postgres: {host: /run/postgresql}}\n";
  const Loaded loaded = load(std::string(kLeast) + store + peers_with("https://c.example:8482"));
  BOOST_TEST_REQUIRE(loaded.problems.empty());
  BOOST_TEST_REQUIRE(loaded.hub.peers.has_value());
  BOOST_TEST(loaded.hub.peers->channel.address == "10.0.0.11");
  BOOST_TEST(loaded.hub.peers->channel.port == 8482);
  BOOST_TEST(loaded.hub.peers->channel.authority_file.ends_with("/fleet-ca.pem"));
  BOOST_TEST(loaded.hub.peers->nodes.size() == 2u);
  BOOST_TEST(reports(load(std::string(kLeast) + store + peers_with("http://c.example")), "https URLs"));
  BOOST_TEST(
      reports(load(std::string(kLeast) + peers_with("https://c.example")), "without `store.postgres`"));
}

BOOST_AUTO_TEST_CASE(a_folder_for_backups_is_refused_where_the_hub_makes_none) {
  const Loaded loaded =
      load(std::string(kLeast) + "backup_dir: /backups\nstore: {postgres: {host: /run/postgresql}}\n");
  BOOST_TEST(loaded.problems.size() == 1u);
  BOOST_TEST(reports(loaded, "has no meaning with `store.postgres`"));
}

BOOST_AUTO_TEST_CASE(a_missing_setting_is_named) {
  const Loaded loaded = load("region: eu\n");
  for (const char* name : {"data_dir", "root_key", "resources", "mappings"})
    BOOST_TEST(reports(loaded, name), name);
}

BOOST_AUTO_TEST_SUITE_END()
