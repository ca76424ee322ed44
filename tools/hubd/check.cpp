#include "tools/hubd/check.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/mapping/tools/publishing.hpp"
#include "tools/hubd/admin_key_settings.hpp"

namespace hub::hubd {
namespace {

constexpr std::uintmax_t kMappingBytesMax = 4u << 20;

// The place of a target's field, or of the target when it is not written.
config::Problem at(const policy::Target& target, std::string_view member, std::string message,
                   std::string fix = {}) {
  const config::Node* node = target.node.find(member);
  return (node != nullptr ? *node : target.node).problem(std::move(message), std::move(fix));
}

void check_connector(const policy::Target& target, const connectors::Registry& registry,
                     config::Problems& problems) {
  if (const connectors::ConnectorKind* kind = registry.find(target.connector)) {
    read_settings(kind->spec, target.settings, problems);
    return;
  }
  std::vector<std::string> names;
  for (const connectors::ConnectorKind& kind : registry.kinds()) names.push_back(kind.spec.name);
  const auto meant = config::did_you_mean(target.connector, names);
  problems.push_back(
      at(target, "connector", "there is no such connector", meant ? "did you mean '" + *meant + "'?" : ""));
}

// A mapping stands below the mappings folder: a target's file must not read anything else.
bool stays_below(const std::filesystem::path& folder, const std::filesystem::path& file) {
  std::error_code error;
  const auto relative = std::filesystem::relative(file, folder, error);
  return !error && !relative.empty() && *relative.begin() != "..";
}

void check_mapping(const policy::Target& target, const std::string& folder, config::Problems& problems) {
  const std::filesystem::path path = std::filesystem::path(folder) / target.mapping;
  if (!stays_below(folder, path)) {
    problems.push_back(at(target, "mapping", "a mapping is a file below the mappings folder"));
    return;
  }
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream file(path);
  if (error || !file || size > kMappingBytesMax) {
    problems.push_back(at(target, "mapping", "cannot be read: " + path.string()));
    return;
  }
  std::ostringstream text;
  text << file.rdbuf();
  mapping::PublishRules rules;
  rules.target_kind = target.connector;
  rules.max_class = target.max_class;
  const config::Problems found = mapping::publish_problems(text.view(), path.string(), rules);
  problems.insert(problems.end(), found.begin(), found.end());
  if (!found.empty()) return;
  const std::string failing = mapping::failing_tests_beside(path.string());
  if (!failing.empty()) problems.push_back(at(target, "mapping", "the tests beside it fail:\n" + failing));
}

}  // namespace

Configuration load_configuration(const std::string& file, const connectors::Registry& registry,
                                 config::Problems& problems) {
  Configuration loaded;
  loaded.hub = load_hub_settings(file, problems);
  if (!problems.empty()) return loaded;
  loaded.resources = policy::load_resources(loaded.hub.resources_folder, problems);
  for (const policy::Tenant& tenant : loaded.resources.tenants)
    if (tenant.region != loaded.hub.region)
      problems.push_back(tenant.node.problem("this tenant's data belong in region '" + tenant.region +
                                             "', and this node stands in '" + loaded.hub.region + "'"));
  if (problems.empty()) {
    check_admin_keys(loaded.hub.admin_keys, file, loaded.resources, problems);
    if (loaded.hub.sign_on)
      check_identity_provider(*loaded.hub.sign_on, file, loaded.hub.private_subnets, loaded.resources,
                              problems);
  }
  for (const policy::Target& target : loaded.resources.targets) {
    check_connector(target, registry, problems);
    check_mapping(target, loaded.hub.mappings_folder, problems);
  }
  return loaded;
}

}  // namespace hub::hubd
