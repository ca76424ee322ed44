// Turns resources into what the engine takes: connectors made from their settings, mappings read from their
// files, platforms. Makes them anew while they are used. One loop's thread; the parts outlive it, and the
// engine that got its setups is not used after it.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "connectors/registry.hpp"
#include "core/admin/secret_keeper.hpp"
#include "core/config/problem.hpp"
#include "core/delivery/replaceable_connector.hpp"
#include "core/delivery/replaceable_platform.hpp"
#include "core/delivery/tenant_setup.hpp"
#include "core/ingest/fetch.hpp"
#include "core/policy/evaluate.hpp"
#include "core/policy/resources.hpp"

namespace hub::hubd {

// Made from resources and not used yet; dropped without a trace when there was a problem.
struct Staged {
  using Name = std::pair<std::string, std::string>;  // of tenant and target

  std::vector<delivery::TenantSetup> tenants, changed_tenants;
  std::vector<std::pair<std::string, delivery::LaneSetup>> targets, changed_targets;  // with their tenants
  // In the setups above.
  std::map<Name, delivery::ReplaceableConnector*> connectors;
  std::map<std::string, delivery::ReplaceablePlatform*> platforms;
  // In place of what is used.
  std::vector<std::pair<delivery::ReplaceableConnector*, std::shared_ptr<delivery::Connector>>>
      other_connectors;
  std::vector<std::pair<delivery::ReplaceablePlatform*, std::unique_ptr<delivery::SourcePlatform>>>
      other_platforms;
};

class TenantSetups {
 public:
  struct Parts {
    const connectors::Registry& registry;
    http::Client& client;
    Clock& clock;
    const ingest::Fetcher& fetcher;
    milliseconds platform_deadline;
    std::string mappings_folder;
    admin::SecretKeeper& secrets;
    policy::NodePlaces node;
  };
  explicit TenantSetups(Parts parts) : parts_(std::move(parts)) {}

  // Each adds every problem, with file and line; `staged` is only to be used when none was added. They read
  // secrets and mapping files.
  void add(const policy::Tenant& tenant, const policy::Resources& resources, Staged& staged,
           config::Problems& problems);
  void add(const policy::Tenant& tenant, const policy::Target& target, Staged& staged,
           config::Problems& problems);
  // Without its targets, whose terms depend on it: they are to be changed too.
  void change(const policy::Tenant& tenant, Staged& staged, config::Problems& problems);
  void change(const policy::Tenant& tenant, const policy::Target& target, Staged& staged,
              config::Problems& problems);
  // What uses this secret, with its value of now.
  void renew(const policy::Resources& resources, const std::string& tenant, const std::string& secret,
             Staged& staged, config::Problems& problems);

  // The connectors and platforms that were staged are used from now on.
  void use(Staged& staged);
  // Of a tenant that has left: its connectors end, and with them what they know.
  void forget(const std::string& tenant);

 private:
  std::shared_ptr<delivery::Connector> make_connector(const policy::Tenant& tenant,
                                                      const policy::Target& target,
                                                      config::Problems& problems);
  std::unique_ptr<delivery::SourcePlatform> make_platform(const policy::Tenant& tenant,
                                                          config::Problems& problems);
  delivery::LaneSetup terms_of(const policy::Tenant& tenant, const policy::Target& target,
                               config::Problems& problems) const;
  delivery::LaneSetup lane_of(const policy::Tenant& tenant, const policy::Target& target, Staged& staged,
                              config::Problems& problems);
  void replace_connector(const policy::Tenant& tenant, const policy::Target& target, Staged& staged,
                         config::Problems& problems);

  Parts parts_;
  std::map<Staged::Name, delivery::ReplaceableConnector*> connectors_;
  std::map<std::string, delivery::ReplaceablePlatform*> platforms_;
};

}  // namespace hub::hubd
