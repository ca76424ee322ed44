// The platforms of the tenants, as reconciliation asks them. One loop's thread; the parts outlive it.
#pragma once

#include <map>

#include "core/admin/platform.hpp"
#include "core/ingest/fetch.hpp"
#include "core/ingest/front_door.hpp"
#include "core/policy/resources.hpp"

namespace hub::hubd {

class TenantPlatforms final : public admin::Platform {
 public:
  struct Parts {
    ingest::Fetcher& fetcher;
    ingest::FrontDoor& door;
    Clock& clock;
  };
  TenantPlatforms(Parts parts, const policy::Resources& resources);

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
