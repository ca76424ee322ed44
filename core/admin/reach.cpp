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
}

bool Hierarchy::covers(const Reach& reach, std::string_view tenant) const {
  if (reach.is_everything()) return true;
  if (reach.kind == Reach::Kind::tenant) return reach.name == tenant;
  const auto partner = tenants_of_partner_.find(reach.name);
  return partner != tenants_of_partner_.end() && partner->second.contains(tenant);
}

bool Hierarchy::covers(const Reach& outer, const Reach& inner) const {
  if (outer.is_everything() || outer == inner) return true;
  return inner.kind == Reach::Kind::tenant && covers(outer, inner.name);
}

}  // namespace hub::admin
