#include "tools/hubd/hub_settings.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>

#include "core/policy/fields.hpp"
#include "tools/hubd/admin_key_settings.hpp"
#include "tools/hubd/alert_settings.hpp"
#include "tools/hubd/beside.hpp"
#include "tools/hubd/bounded.hpp"
#include "tools/hubd/delivery_settings.hpp"
#include "tools/hubd/hub_specs.hpp"
#include "tools/hubd/store_settings.hpp"

namespace hub::hubd {
namespace {

constexpr std::uint16_t kEventsPort = 8480;
constexpr std::uint16_t kAdminPort = 8481;
constexpr std::int64_t kCaseSlotsMax = 1 << 24;
constexpr std::size_t kWitnessesMax = 8;
constexpr std::chrono::seconds kShortestLease{1}, kLongestLease{300};

// A section that is absent has its defaults: an empty map at the place of the document.
config::Node section(config::Node& document, std::string_view name) {
  if (auto node = policy::take_member(document, name)) return *std::move(node);
  config::Node empty;
  empty.kind = config::Node::Kind::map;
  empty.file = document.file;
  empty.line = document.line;
  empty.column = document.column;
  empty.path = std::string(name);
  return empty;
}

class Reader {
 public:
  Reader(config::Node document, config::Problems& problems)
      : document_(std::move(document)), problems_(problems) {
    hub_.file = document_.file;
  }

  HubSettings read() {
    config::Node listeners = section(document_, "listeners");
    config::Node events = section(listeners, "events"), admin = section(listeners, "admin");
    for (const auto& [key, value] : listeners.members)
      problems_.push_back(key.problem("there is no such listener", "events or admin"));
    read_listener(events, kEventsPort, hub_.events);
    read_listener(admin, kAdminPort, hub_.admin);
    read_admin_keys();
    read_sign_on();
    read_limits();
    hub_.engine = read_delivery(section(document_, "delivery"), hub_.platform_attempts, problems_);
    read_fetch();
    hub_.alerts = read_alerts(section(document_, "alerts"), problems_);
    read_certificates();
    read_outgoing();
    read_log();
    hub_.postgres = read_postgres(section(document_, "store"), problems_);
    read_fleet();
    hub_.peers = read_peers(policy::take_member(document_, "peers"), problems_);
    if (hub_.peers && !hub_.postgres)
      problems_.push_back(document_.problem("`peers` has no meaning without `store.postgres`"));
    read_node();
    return std::move(hub_);
  }

 private:
  // Settings are only looked into when their section had no problem.
  template <class Use>
  void with(const config::Spec& spec, const config::Node& node, Use use) {
    const std::size_t before = problems_.size();
    const config::Settings settings = read_settings(spec, node, problems_);
    if (problems_.size() == before) use(settings);
  }

  // The sections of a list, which may be absent.
  template <class Use>
  void with_each(const config::Spec& spec, config::Node& parent, const std::string& name, Use use,
                 const std::string& fix = {}) {
    const auto list = policy::take_member(parent, name);
    if (!list) return;
    if (!list->is_list()) problems_.push_back(list->problem('`' + name + "` is a list", fix));
    for (const config::Node& item : list->items) with(spec, item, use);
  }

  void read_listener(config::Node& node, std::uint16_t usual_port, http::ServerSettings& server) {
    if (const auto tls = policy::take_member(node, "tls")) {
      with(tls_spec(), *tls, [&](const config::Settings& s) {
        server.tls.emplace();
        server.tls->certificate_file = beside(hub_.file, s.text("certificate"));
        server.tls->key_file = beside(hub_.file, s.text("key"));
        if (s.has("client_ca")) server.tls->client_ca_file = beside(hub_.file, s.text("client_ca"));
      });
    }
    with(listener_spec(), node, [&](const config::Settings& s) {
      server.address = s.text("address");
      server.port =
          s.has("port") ? static_cast<std::uint16_t>(bounded(s, "port", 0, 65535, problems_)) : usual_port;
    });
  }

  void read_fleet() {
    with(fleet_spec(), section(document_, "fleet"), [&](const config::Settings& s) {
      hub_.fleet.name = s.text("name");
      hub_.fleet.lease = s.duration("lease");
      if (hub_.fleet.lease < kShortestLease || hub_.fleet.lease > kLongestLease)
        problems_.push_back(s.problem("lease", "must be between 1s and 5m"));
    });
  }

  void read_admin_keys() {
    hub_.admin_keys = hubd::read_admin_keys(policy::take_member(document_, "admin_keys"), problems_);
  }

  void read_sign_on() {
    config::Node admin = section(document_, "admin");
    if (auto provider = policy::take_member(admin, "oidc"))
      hub_.sign_on = read_identity_provider(*std::move(provider), problems_);
    with(admin_spec(), admin, [](const config::Settings&) {});
  }

  void read_limits() {
    with(limits_spec(), section(document_, "limits"), [&](const config::Settings& s) {
      for (http::ServerSettings* server : {&hub_.events, &hub_.admin}) {
        server->limits.header_bytes_max = s.size("header_bytes");
        server->limits.connections_max =
            static_cast<std::size_t>(bounded(s, "connections", 1, 100'000, problems_));
        server->limits.header_deadline = s.duration("header_deadline");
        server->limits.body_deadline = s.duration("body_deadline");
        server->limits.idle_deadline = s.duration("idle_deadline");
        server->limits.drain_deadline = s.duration("drain");
      }
      hub_.events.limits.body_bytes_max = s.size("body_bytes");
      hub_.events_per_batch_max =
          static_cast<std::uint32_t>(bounded(s, "events_per_batch", 1, 100'000, problems_));
      hub_.events_per_second_max =
          static_cast<std::uint32_t>(bounded(s, "events_per_second", 0, 1'000'000, problems_));
      hub_.case_slots = static_cast<std::uint32_t>(bounded(s, "case_slots", 1024, kCaseSlotsMax, problems_));
      hub_.epoch_length = std::chrono::duration_cast<std::chrono::seconds>(s.duration("epoch"));
      if (hub_.epoch_length < std::chrono::seconds(1))
        problems_.push_back(s.problem("epoch", "must be at least 1s"));
    });
  }

  void read_fetch() {
    config::Node fetch = section(document_, "fetch");
    const auto read_host = [this](const config::Settings& s) { read_fetch_host(s); };
    with_each(fetch_host_spec(), fetch, "hosts", read_host, "- host: files.example");
    with(fetch_spec(), fetch, [&](const config::Settings& s) {
      hub_.fetch.bytes_max = s.size("bytes");
      hub_.fetch.deadline = s.duration("deadline");
    });
  }

  void read_fetch_host(const config::Settings& s) {
    FetchHostSettings host;
    host.host = s.text("host");
    if (s.has("authorization")) host.authorization = s.text("authorization");
    if (host.host.find_first_of("/@ ") != std::string::npos)
      problems_.push_back(s.problem("host", "is a host with its port, if any: no scheme, no path"));
    hub_.fetch.hosts.push_back(std::move(host));
  }

  void read_certificates() {
    config::Node certificates = section(document_, "certificates");
    with_each(
        witness_spec(), certificates, "witnesses", [this](const config::Settings& s) { read_witness(s); },
        "- url: https://witness.example");
    with(certificates_spec(), certificates, [](const config::Settings&) {});
    if (hub_.witnesses.size() > kWitnessesMax)
      problems_.push_back(certificates.problem("`witnesses` has more than " + std::to_string(kWitnessesMax)));
  }

  void read_witness(const config::Settings& s) {
    const auto key = certificates::parse_verifier_key(s.text("key"));
    if (!key.ok() || !key->is_witness)
      return problems_.push_back(
          s.problem("key", "is no key of a witness", "NAME+ID+KEY as the witness hands it out"));
    std::string url = s.text("url");
    while (url.ends_with('/')) url.pop_back();
    hub_.witnesses.push_back({std::move(url), *key});
  }

  void read_outgoing() {
    with(outgoing_spec(), section(document_, "outgoing"), [&](const config::Settings& s) {
      if (s.has("private_subnets")) hub_.private_subnets = s.list("private_subnets");
      if (s.has("ca_file")) hub_.ca_file = beside(hub_.file, s.text("ca_file"));
    });
  }

  void read_log() {
    with(log_spec(), section(document_, "log"), [&](const config::Settings& s) {
      hub_.log_level = *log::parse_level(s.text("level"));
      hub_.log_format = s.text("format") == "json" ? log::Format::json : log::Format::text;
    });
    with(diagnostics_spec(), section(document_, "diagnostics"),
         [&](const config::Settings& s) { hub_.never_delete = s.boolean("never_delete"); });
  }

  void read_node() {
    with(node_spec(), document_, [&](const config::Settings& s) {
      hub_.region = s.text("region");
      hub_.places.place = s.has("place") ? s.text("place") : hub_.region;
      hub_.places.backup = s.has("backup_place") ? s.text("backup_place") : hub_.places.place;
      hub_.data_dir = beside(hub_.file, s.text("data_dir"));
      if (s.has("backup_dir")) read_backup_dir(s);
      hub_.root_key = s.text("root_key");
      hub_.next_root_key = s.text("next_root_key");
      hub_.resources_folder = beside(hub_.file, s.text("resources"));
      hub_.mappings_folder = beside(hub_.file, s.text("mappings"));
      if (s.has("console")) hub_.console_folder = beside(hub_.file, s.text("console"));
    });
  }

  // What is copied with the data folder would be no backup of it.
  void read_backup_dir(const config::Settings& s) {
    hub_.backup_dir = beside(hub_.file, s.text("backup_dir"));
    const auto inside = std::filesystem::path(hub_.backup_dir).lexically_relative(hub_.data_dir);
    if (!inside.empty() && *inside.begin() != "..")
      problems_.push_back(s.problem("backup_dir", "must not lie in data_dir"));
    if (hub_.postgres)
      problems_.push_back(s.problem("backup_dir", "has no meaning with `store.postgres`",
                                    "back the database up with PostgreSQL's own tools"));
  }

  config::Node document_;
  config::Problems& problems_;
  HubSettings hub_;
};

}  // namespace

std::string node_name(const FleetSettings& settings) {
  if (!settings.name.empty()) return settings.name;
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

HubSettings load_hub_settings(const std::string& file, config::Problems& problems) {
  std::vector<config::Node> documents = config::load_yaml(file, problems);
  if (!problems.empty()) return {};
  if (documents.size() != 1 || !documents.front().is_map()) {
    config::Problem problem;
    problem.file = file;
    problem.message = "must hold one document with the node's settings";
    problems.push_back(std::move(problem));
    return {};
  }
  return Reader(std::move(documents.front()), problems).read();
}

std::vector<std::pair<std::string, const config::Spec*>> hub_specs() {
  return {{"", &node_spec()},
          {"store", &store_spec()},
          {"store.postgres", &postgres_spec()},
          {"fleet", &fleet_spec()},
          {"peers", &peers_spec()},
          {"listeners.events, listeners.admin", &listener_spec()},
          {"listeners.*.tls", &tls_spec()},
          {"admin_keys[]", &admin_key_spec()},
          {"admin", &admin_spec()},
          {"admin.oidc", &identity_provider_spec()},
          {"admin.oidc.roles[]", &group_role_spec()},
          {"limits", &limits_spec()},
          {"delivery", &delivery_spec()},
          {"fetch", &fetch_spec()},
          {"fetch.hosts[]", &fetch_host_spec()},
          {"certificates", &certificates_spec()},
          {"certificates.witnesses[]", &witness_spec()},
          {"outgoing", &outgoing_spec()},
          {"alerts", &alerts_spec()},
          {"alerts.smtp", &smtp_spec()},
          {"log", &log_spec()},
          {"diagnostics", &diagnostics_spec()}};
}

}  // namespace hub::hubd
