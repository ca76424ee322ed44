// hub.yaml: what one node is told about itself. Tenants and targets are resources in a folder that it names.
// Plain values; any thread once loaded.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/admin/keys.hpp"
#include "core/alerts/alerter.hpp"
#include "core/alerts/readings.hpp"
#include "core/config/problem.hpp"
#include "core/config/spec.hpp"
#include "core/delivery/engine.hpp"
#include "core/http/server.hpp"
#include "core/log/console_log.hpp"
#include "core/policy/evaluate.hpp"
#include "core/store/postgres/settings.hpp"
#include "tools/hubd/peer_settings.hpp"
#include "tools/hubd/sign_on_settings.hpp"
#include "tools/hubd/smtp_settings.hpp"
#include "tools/hubd/witness_settings.hpp"

namespace hub::hubd {

struct FetchHostSettings {
  std::string host;           // "files.engage.example", with a port unless it is the usual one
  std::string authorization;  // a reference to the value of the header; empty: none is sent
};

struct FetchSettings {
  // That `dataref` and attachment `ref` may name; empty: thin events are refused.
  std::vector<FetchHostSettings> hosts;
  std::size_t bytes_max = 32u << 20;
  std::chrono::milliseconds deadline{10'000};
};

struct AlertSettings {
  alerts::Limits limits;
  alerts::AlerterSettings pace;
  std::string webhook_url, webhook_secret;  // empty: none; the secret is a reference
  SmtpSettings smtp;
};

// This node among others that share its store.
struct FleetSettings {
  std::string name;  // empty: the machine's
  std::chrono::milliseconds lease{10'000};
};
// `settings.name`, or the machine's.
std::string node_name(const FleetSettings& settings);

struct HubSettings {
  std::string file;  // where it was read from
  std::string region;
  policy::NodePlaces places;
  std::string data_dir;
  std::optional<store::PostgresSettings> postgres;  // nothing: the store is a file in data_dir
  FleetSettings fleet;                              // with `postgres`
  std::optional<PeerSettings> peers;                // other nodes; nothing: there are none
  std::string backup_dir;                           // of `hubctl backup`; empty: none is made
  std::string root_key;                             // a reference: "file:/etc/connector-hub/root.key"
  std::string next_root_key;  // the same, while the root is being replaced; empty otherwise
  std::string resources_folder;
  std::string mappings_folder;
  std::string console_folder;  // of the built console; empty: none is served
  http::ServerSettings events, admin;
  std::vector<admin::AdminKey> admin_keys;
  std::optional<IdentityProviderSettings> sign_on;  // to the console; nothing: with keys only
  delivery::EngineSettings engine;
  std::uint32_t platform_attempts = 50;  // of one purge or callback; then a person is needed
  FetchSettings fetch;
  AlertSettings alerts;
  std::vector<WitnessSettings> witnesses;    // of the certificate log
  std::vector<std::string> private_subnets;  // that targets and fetches may reach besides public addresses
  std::string ca_file;                       // for targets; empty: the system's
  std::uint32_t case_slots = 1u << 20;
  std::chrono::seconds epoch_length{300};
  std::uint32_t events_per_batch_max = 1000;
  std::uint32_t events_per_second_max = 0;  // of each credential; 0: as many as come
  log::Level log_level = log::Level::info;
  log::Format log_format = log::Format::text;
  // For the residue scan's negative control only: nothing is ever deleted. The hub warns at start.
  bool never_delete = false;
};

// Every problem at once; the result is only to be used when none was added. Paths in the file are relative to
// it.
HubSettings load_hub_settings(const std::string& file, config::Problems& problems);

// Each section's fields, for the reference page: "", "listeners.events", "limits", ...
std::vector<std::pair<std::string, const config::Spec*>> hub_specs();

}  // namespace hub::hubd
