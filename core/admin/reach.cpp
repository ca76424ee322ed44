#include "core/admin/reach.hpp"

namespace hub::admin {

std::string Reach::text() const {
  switch (kind) {
    case Kind::everything:
      return "everything";
    case Kind::partner:
      return "partner " + name;
    case Kind::tenant:
      return "tenant " + name;
  }
  return name;
}

Hierarchy::Hierarchy(const policy::Resources& resources) {
  for (const policy::Partner& partner : resources.partners)
    tenants_of_partner_[partner.name] = {partner.tenants.begin(), partner.tenants.end()};
  for (const policy::Tenant& tenant : resources.tenants) tenants_.insert(tenant.name);
}

std::string_view Hierarchy::partner_of_newcomer(std::string_view tenant) const {
  std::string_view owner;
  for (const auto& [partner, tenants] : tenants_of_partner_) {
    const bool is_its_own =
        tenant.size() > partner.size() + 1 && tenant.starts_with(partner) && tenant[partner.size()] == '-';
    if (is_its_own && partner.size() > owner.size()) owner = partner;
  }
  return owner;
}

bool Hierarchy::covers(const Reach& reach, std::string_view tenant) const {
  if (reach.is_everything()) return true;
  if (reach.kind == Reach::Kind::tenant) return reach.name == tenant;
  const auto partner = tenants_of_partner_.find(reach.name);
  if (partner == tenants_of_partner_.end()) return false;
  return partner->second.contains(tenant) ||
         (!tenants_.contains(tenant) && partner_of_newcomer(tenant) == reach.name);
}

bool Hierarchy::covers(const Reach& outer, const Reach& inner) const {
  if (outer.is_everything() || outer == inner) return true;
  return inner.kind == Reach::Kind::tenant && covers(outer, inner.name);
}

}  // namespace hub::admin
