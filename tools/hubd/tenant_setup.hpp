// Turns resources into what the engine takes: connectors made from their settings, mappings read from their
// files, platforms. Makes them anew while they are used. One loop's thread; the parts outlive it, and the
// engine that got its setups is not used after it.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "connectors/registry.hpp"
#include "core/admin/secret_keeper.hpp"
#include "core/config/problem.hpp"
#include "core/delivery/engine.hpp"
#include "core/delivery/replaceable_connector.hpp"
#include "core/delivery/replaceable_platform.hpp"
#include "core/ingest/fetch.hpp"
#include "core/policy/resources.hpp"

namespace hub::hubd {

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
  };
  explicit TenantSetups(Parts parts) : parts_(std::move(parts)) {}

  // Every problem at once, with file and line; the result is only to be used when none was added. Reads the
  // secrets.
  delivery::TenantSetup of(const policy::Tenant& tenant, const policy::Resources& resources,
                           config::Problems& problems);

  // Connectors and platforms of this tenant that use the secret, with its value of now. Nothing has changed
  // until the action that it returns is called.
  Result<std::function<void()>> rebuild(const policy::Resources& resources, const std::string& tenant,
                                        const std::string& secret);

 private:
  using Name = std::pair<std::string, std::string>;  // of tenant and target
  std::unique_ptr<delivery::Connector> make_connector(const policy::Target& target,
                                                      config::Problems& problems);
  std::unique_ptr<delivery::SourcePlatform> make_platform(const policy::Tenant& tenant,
                                                          config::Problems& problems);
  delivery::LaneSetup lane_of(const policy::Target& target, config::Problems& problems);

  Parts parts_;
  std::map<Name, delivery::ReplaceableConnector*> connectors_;
  std::map<std::string, delivery::ReplaceablePlatform*> platforms_;
};

}  // namespace hub::hubd
