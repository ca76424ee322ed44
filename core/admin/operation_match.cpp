// Which operation a request means, and whether a role may use it.
#include <algorithm>
#include <array>

#include "core/admin/operations.hpp"
#include "core/admin/query.hpp"

namespace hub::admin {
namespace {

constexpr std::array<std::string_view, 5> kRoles = {"admin", "operator", "viewer", "auditor", "partner"};

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return parts;
}

// The values of the {parameters} when the path has this shape.
std::optional<std::vector<std::string>> values_of(std::string_view shape, std::string_view path) {
  const auto wanted = split(shape), given = split(path);
  if (wanted.size() != given.size()) return std::nullopt;
  std::vector<std::string> values;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].starts_with('{')) {
      auto value = percent_decode(given[i]);
      if (!value || value->empty()) return std::nullopt;
      values.push_back(std::move(*value));
    } else if (wanted[i] != given[i]) {
      return std::nullopt;
    }
  }
  return values;
}

}  // namespace

std::string_view to_string(Role role) {
  return kRoles[static_cast<std::size_t>(role)];
}

std::optional<Role> parse_role(std::string_view word) {
  const auto found = std::ranges::find(kRoles, word);
  if (found == kRoles.end()) return std::nullopt;
  return static_cast<Role>(found - kRoles.begin());
}

bool may(Role role, const Operation& operation) {
  return operation.roles.empty() || std::ranges::count(operation.roles, role) > 0;
}

Match match_operation(std::string_view method, std::string_view path) {
  Match match;
  for (const Operation& operation : operations()) {
    auto values = values_of(operation.path, path);
    if (!values) continue;
    match.path_known = true;
    if (operation.method != method) continue;
    match.operation = &operation;
    match.path_values = std::move(*values);
    break;
  }
  return match;
}

}  // namespace hub::admin
