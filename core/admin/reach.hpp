// How far a key reaches: the whole hub, the tenants of one partner, or one tenant. Plain values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "core/policy/resources.hpp"

namespace hub::admin {

struct Reach {
  enum class Kind : std::uint8_t { everything, partner, tenant };
  Kind kind = Kind::everything;
  std::string name;  // of the partner or the tenant

  bool is_everything() const { return kind == Kind::everything; }
  // "everything", "partner nordic", "tenant acme".
  std::string text() const;
  friend bool operator==(const Reach&, const Reach&) = default;
};

// No resource has this name. What a key asks about a tenant beyond its reach is asked about this one, so that
// the answer is the one that it would get if there were no such tenant.
inline constexpr std::string_view kNobody = "-";

// Which tenants are whose: partner, tenant, targets. Direct customers have no partner. A name that no tenant
// has yet is a partner's when it begins with the partner's own and a hyphen ("nordic-globex"), of several the
// longest: so partners take customers in, and guess nothing of each other's.
class Hierarchy {
 public:
  Hierarchy() = default;
  explicit Hierarchy(const policy::Resources& resources);

  bool covers(const Reach& reach, std::string_view tenant) const;
  // Whether all that `inner` reaches is within `outer`.
  bool covers(const Reach& outer, const Reach& inner) const;

 private:
  // Whose tenant of this name would be; empty: nobody's.
  std::string_view partner_of_newcomer(std::string_view tenant) const;

  std::set<std::string, std::less<>> tenants_;
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> tenants_of_partner_;
};

}  // namespace hub::admin
