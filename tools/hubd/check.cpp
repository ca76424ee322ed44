#include "tools/hubd/check.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/delivery/policy_refusal.hpp"
#include "core/mapping/tools/publishing.hpp"

namespace hub::hubd {
namespace {

constexpr std::uintmax_t kMappingBytesMax = 4u << 20;

// The place of a target's field, or of the target when it is not written.
config::Problem at(const policy::Target& target, std::string_view member, std::string message,
                   std::string fix = {}) {
  const config::Node* node = target.node.find(member);
  return (node != nullptr ? *node : target.node).problem(std::move(message), std::move(fix));
}

config::Problem policy_problem(const policy::Tenant& tenant, std::string message, std::string fix) {
  const config::Node* node = tenant.node.find("policy");
  return (node != nullptr ? *node : tenant.node).problem(std::move(message), std::move(fix));
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

// Late news that the tenant allows must become something.
void check_late_news(const policy::Target& target, const policy::Resources& resources,
                     const std::string& text, config::Problems& problems) {
  const policy::Tenant* tenant = resources.find_tenant(target.tenant);
  if (tenant == nullptr || !tenant->allows_updates) return;
  config::Problems ignored;
  const auto mapping = mapping::Mapping::compile(text, target.mapping, ignored);
  if (mapping && !mapping->takes_late_news())
    problems.push_back(at(target, "mapping",
                          "the tenant allows updates, and no record of this mapping takes them",
                          "give one `late: true`"));
}

void check_mapping(const policy::Target& target, const policy::Resources& resources,
                   const HubSettings& settings, config::Problems& problems) {
  const std::string& folder = settings.mappings_folder;
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
  const policy::Tenant* tenant = resources.find_tenant(target.tenant);
  if (tenant == nullptr) return;  // a problem of its own
  const auto terms = policy::terms_of(*tenant, target, settings.places);
  const auto classes = policy::classes_of(*tenant);
  rules.max_class = delivery::publishable_class(target.max_class, terms.get(), tenant->policy.refusal);
  rules.classes = classes.get();
  const config::Problems found = mapping::publish_problems(text.view(), path.string(), rules);
  problems.insert(problems.end(), found.begin(), found.end());
  if (!found.empty()) return;
  const std::string failing = mapping::failing_tests_beside(path.string());
  if (!failing.empty()) problems.push_back(at(target, "mapping", "the tests beside it fail:\n" + failing));
  check_late_news(target, resources, text.str(), problems);
}

// What the node does for a tenant whatever its cases hold must be allowed: it tells its log what happens. And
// a policy that rejects must let something through, or nothing would ever be delivered.
void check_policy(const policy::Tenant& tenant, const policy::Resources& resources,
                  const HubSettings& settings, config::Problems& problems) {
  const auto on_node = policy::terms_of(tenant, settings.places);
  if (!on_node->limit(policy::Operation::log, WallTime{}))
    problems.push_back(
        policy_problem(tenant,
                       "the policy does not let this node log what happens to its cases, in place '" +
                           settings.places.place + '\'',
                       "a rule for class none, operation log"));
  if (tenant.policy.refusal.action != policy::RefusalAction::reject) return;
  for (const std::string& name : tenant.targets) {
    const policy::Target* target = resources.find_target(tenant.name, name);
    if (target == nullptr) continue;  // not among what is to be checked
    if (policy::terms_of(tenant, *target, settings.places)->limit(policy::Operation::deliver, WallTime{}))
      continue;
    problems.push_back(at(*target, "place", "the tenant's policy lets nothing be delivered to this target",
                          "`hubctl policy explain` shows what its rules allow"));
  }
}

}  // namespace

void check_against_node(const policy::Resources& resources, const HubSettings& settings,
                        const connectors::Registry& registry, config::Problems& problems) {
  for (const policy::Tenant& tenant : resources.tenants) {
    if (tenant.region == settings.region)
      check_policy(tenant, resources, settings, problems);
    else
      problems.push_back(tenant.node.problem("this tenant's data belong in region '" + tenant.region +
                                             "', and this node stands in '" + settings.region + "'"));
  }
  for (const policy::Target& target : resources.targets) {
    check_connector(target, registry, problems);
    check_mapping(target, resources, settings, problems);
  }
}

Configuration load_configuration(const std::string& file, const connectors::Registry& registry,
                                 config::Problems& problems) {
  Configuration loaded;
  loaded.hub = load_hub_settings(file, problems);
  if (!problems.empty()) return loaded;
  if (loaded.hub.sign_on) check_reachable(*loaded.hub.sign_on, file, loaded.hub.private_subnets, problems);
  loaded.resources = policy::load_resources(loaded.hub.resources_folder, problems);
  check_against_node(loaded.resources, loaded.hub, registry, problems);
  return loaded;
}

}  // namespace hub::hubd
