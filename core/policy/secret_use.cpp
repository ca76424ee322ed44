#include "core/policy/secret_use.hpp"

#include <set>

namespace hub::policy {
namespace {

void find_names(const config::Node& node, std::set<std::string>& names) {
  if (node.is_scalar() && !secret_name(node.text).empty()) names.emplace(secret_name(node.text));
  for (const config::Node& item : node.items) find_names(item, names);
  for (const auto& [key, value] : node.members) find_names(value, names);
}

}  // namespace

std::string_view secret_name(std::string_view reference) {
  constexpr std::string_view kScheme = "secret:";
  return reference.starts_with(kScheme) ? reference.substr(kScheme.size()) : std::string_view();
}

std::vector<SecretUse> secret_uses(const Resources& resources) {
  std::vector<SecretUse> uses;
  for (const Tenant& tenant : resources.tenants) {
    for (const Credential& credential : tenant.credentials)
      for (const std::string& reference : credential.secrets)
        if (const auto name = secret_name(reference); !name.empty())
          uses.push_back({tenant.name, std::string(name), "credential " + credential.name});
    if (const auto name = secret_name(tenant.platform.secret); !name.empty())
      uses.push_back({tenant.name, std::string(name), "platform"});
  }
  for (const Target& target : resources.targets) {
    std::set<std::string> names;
    find_names(target.settings, names);
    for (const std::string& name : names) uses.push_back({target.tenant, name, "target " + target.name});
  }
  return uses;
}

}  // namespace hub::policy
