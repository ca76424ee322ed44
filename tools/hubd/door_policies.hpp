// What each tenant's policy says at the front door of this node. One loop's thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/ingest/door_policy.hpp"
#include "core/policy/evaluate.hpp"

namespace hub::hubd {

class DoorPolicies {
 public:
  explicit DoorPolicies(policy::NodePlaces node) : node_(std::move(node)) {}

  // From now on these tenants' policies hold.
  void know(const policy::Resources& resources);
  // Of a tenant of the hub's own, which has no resource: everything.
  ingest::DoorPolicy of(std::string_view tenant, WallTime at) const;

 private:
  struct Entry {
    ingest::DoorPolicy policy;  // but for its limit
    std::shared_ptr<const policy::Terms> terms;
  };

  policy::NodePlaces node_;
  std::map<std::string, Entry, std::less<>> entries_;
};

// The tenants whose sealed cases may not be where the backups go; empty: a backup may be made.
std::vector<std::string> tenants_without_backup(const policy::Resources& resources,
                                                const policy::NodePlaces& node, WallTime at);

}  // namespace hub::hubd
