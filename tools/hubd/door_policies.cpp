#include "tools/hubd/door_policies.hpp"

namespace hub::hubd {

void DoorPolicies::know(const policy::Resources& resources) {
  entries_.clear();
  for (const policy::Tenant& tenant : resources.tenants) {
    Entry& entry = entries_[tenant.name];
    entry.terms = policy::terms_of(tenant, node_);
    entry.policy.cleaning.keeps_visitor_ip = tenant.keeps_visitor_ip;
    entry.policy.refusal = tenant.policy.refusal;
    entry.policy.certifies = tenant.retention.max_hold.count() > 0;
    entry.policy.classes = policy::classes_of(tenant);
  }
}

ingest::DoorPolicy DoorPolicies::of(std::string_view tenant, WallTime at) const {
  const auto found = entries_.find(tenant);
  if (found == entries_.end()) return {};
  const Entry& entry = found->second;
  ingest::DoorPolicy policy = entry.policy;
  policy.limit = policy::door_limit(*entry.terms, policy.certifies, at);
  return policy;
}

std::vector<std::string> tenants_without_backup(const policy::Resources& resources,
                                                const policy::NodePlaces& node, WallTime at) {
  std::vector<std::string> names;
  for (const policy::Tenant& tenant : resources.tenants) {
    const auto terms = policy::terms_of(tenant, node);
    const policy::Limit stored = terms->limit(policy::Operation::store, at);
    if (terms->limit(policy::Operation::backup, at) < stored) names.push_back(tenant.name);
  }
  return names;
}

}  // namespace hub::hubd
