// The platforms of the tenants, as reconciliation asks them. One loop's thread; the parts outlive it.
#pragma once

#include <map>
#include <memory>

#include "core/admin/platform.hpp"
#include "core/config/secret.hpp"
#include "core/delivery/source_platform.hpp"
#include "core/ingest/fetch.hpp"
#include "core/ingest/front_door.hpp"
#include "core/policy/resources.hpp"

namespace hub::hubd {

// How the hub serves a tenant's platform after delivery; null when nothing is owed to it. Reads the secret;
// every problem at once.
std::unique_ptr<delivery::SourcePlatform> platform_of(const policy::Tenant& tenant, http::Client& client,
                                                      Clock& clock, const ingest::Fetcher& fetcher,
                                                      milliseconds deadline,
                                                      const config::SecretSource& secrets,
                                                      config::Problems& problems);

class TenantPlatforms final : public admin::Platform {
 public:
  struct Parts {
    ingest::Fetcher& fetcher;
    ingest::FrontDoor& door;
    Clock& clock;
  };
  TenantPlatforms(Parts parts, const policy::Resources& resources) : parts_(parts) { know(resources); }

  // Of these tenants, from now on.
  void know(const policy::Resources& resources);

  Task<Result<admin::ListedPage>> closed_cases(std::string tenant, WallTime from, WallTime to,
                                               std::string after) override;
  Task<admin::FetchedCase> fetch(std::string tenant, admin::ListedCase listed) override;

 private:
  struct Access {
    policy::PlatformAccess urls;
    std::string source;  // of events that the list does not name
  };

  Parts parts_;
  std::map<std::string, Access, std::less<>> tenants_;
};

}  // namespace hub::hubd
