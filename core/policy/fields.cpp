#include "core/policy/fields.hpp"

#include <algorithm>

namespace hub::policy {

std::optional<config::Node> take_member(config::Node& node, std::string_view name) {
  const auto found =
      std::ranges::find_if(node.members, [&](const auto& member) { return member.first.text == name; });
  if (found == node.members.end()) return std::nullopt;
  config::Node taken = std::move(found->second);
  node.members.erase(found);
  return taken;
}

bool is_resource_name(std::string_view name) {
  if (name.empty() || name.size() > 63 || name.front() == '-' || name.back() == '-') return false;
  return std::ranges::all_of(
      name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

}  // namespace hub::policy
