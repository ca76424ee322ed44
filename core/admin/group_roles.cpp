#include "core/admin/group_roles.hpp"

#include <algorithm>

namespace hub::admin {

const GroupRole* role_of(std::span<const GroupRole> rules, std::span<const std::string> groups) {
  const auto found = std::ranges::find_if(
      rules, [&](const GroupRole& rule) { return std::ranges::find(groups, rule.group) != groups.end(); });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace hub::admin
