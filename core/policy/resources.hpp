// Who may send cases and where they go: tenants, partners and targets, as people write them in YAML resource
// files. Plain values, checked as a whole; any thread once loaded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"
#include "core/mapping/case_classes.hpp"
#include "core/model/confirmation.hpp"
#include "core/model/data_class.hpp"
#include "core/policy/credential.hpp"
#include "core/policy/data_policy.hpp"
#include "core/policy/platform_access.hpp"
#include "core/policy/retention.hpp"
#include "core/policy/tracking.hpp"

namespace hub::policy {

struct Target {
  std::string name;
  std::string tenant;
  std::string connector;  // a kind of connectors::Registry: "salesforce"
  config::Node settings;  // for that connector's spec; checked by whoever knows the registry
  std::string mapping;    // a file below the mappings folder: "salesforce/case.yaml"
  bool required = true;   // a case is deleted only when all required targets confirmed
  model::DataClass max_class = model::DataClass::none;  // the mapping may not send anything more personal
  std::optional<model::Confirmation> confirmation;      // absent: the surest that the connector has
  std::string place;                                    // of the tenant's policy: where its data end
  std::vector<std::string> hosts;      // it is reached at these and nowhere else; empty: as its place says
  std::optional<config::Node> redact;  // for redaction_profile()
  config::Node node;
};

struct Tenant {
  std::string name;
  std::string region;
  std::string partner;               // whose customer it is; empty: a direct one, or one that a partner lists
  std::vector<std::string> sources;  // CloudEvents sources; they choose the tenant of a partner's event
  std::vector<Credential> credentials;
  Retention retention;
  Tracking tracking;
  std::chrono::milliseconds settle_window{0};  // a case waits so long for late news
  bool allows_updates = false;                 // news of a delivered case are delivered too
  PlatformAccess platform;
  DataPolicy policy;
  std::vector<mapping::DeclaredField> fields;
  bool keeps_visitor_ip = false;
  std::optional<config::Node> redaction;  // for redaction_profile()
  std::vector<std::string> targets;       // names, in the order of their files
  config::Node node;                      // where it stands, for later problems
};

// Sends events for its tenants with a credential of its own; the event's source names which.
struct Partner {
  std::string name;
  std::vector<std::string> tenants;  // that it lists, then those that name it as their partner
  model::DataClass max_class = model::DataClass::none;  // the most that targets added with its key may see
  std::vector<Credential> credentials;
  config::Node node;
};

struct Resources {
  std::vector<Tenant> tenants;
  std::vector<Partner> partners;
  std::vector<Target> targets;

  const Tenant* find_tenant(std::string_view name) const;
  const Target* find_target(std::string_view tenant, std::string_view name) const;
  const Partner* find_partner(std::string_view name) const;
};

// Reads every .yaml file of the folder and its subfolders in the order of their paths. Every problem at once;
// the result is only to be used when none was added. Secrets stay references: none is read here.
Resources load_resources(const std::string& folder, config::Problems& problems);
std::vector<std::string> resource_files(const std::string& folder, config::Problems& problems);

// As above, of documents already parsed.
Resources read_resources(const std::vector<config::Node>& documents, config::Problems& problems);

}  // namespace hub::policy
