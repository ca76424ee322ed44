// What the groups of a person mean here: a role, and how far it reaches. Plain values; any thread.
#pragma once

#include <span>
#include <string>

#include "core/admin/reach.hpp"
#include "core/admin/rights.hpp"

namespace hub::admin {

struct GroupRole {
  std::string group;  // to the letter as the identity provider names it
  Role role = Role::viewer;
  Reach reach{};
};

// The first of `rules` for which the person is in its group; null when there is none.
const GroupRole* role_of(std::span<const GroupRole> rules, std::span<const std::string> groups);

}  // namespace hub::admin
