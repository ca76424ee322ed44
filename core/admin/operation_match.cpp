// Which operation a request means.

#include "core/admin/operations.hpp"
#include "core/admin/query.hpp"

namespace hub::admin {
namespace {

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
