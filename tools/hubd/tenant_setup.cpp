#include "tools/hubd/tenant_setup.hpp"

#include <fstream>
#include <iterator>

#include "core/policy/secret_use.hpp"
#include "tools/hubd/tenant_platforms.hpp"

namespace hub::hubd {

namespace {

std::string read_mapping(const policy::Target& target, const std::string& path, config::Problems& problems) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    problems.push_back(target.node.problem("the mapping file " + path + " cannot be read"));
    return {};
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// What is made and not yet used.
struct Made {
  std::vector<std::pair<delivery::ReplaceableConnector*, std::unique_ptr<delivery::Connector>>> connectors;
  std::vector<std::pair<delivery::ReplaceablePlatform*, std::unique_ptr<delivery::SourcePlatform>>> platforms;

  void use() {
    for (auto& [its, next] : connectors) its->become(std::move(next));
    for (auto& [its, next] : platforms) its->become(std::move(next));
  }
};

}  // namespace

std::unique_ptr<delivery::Connector> TenantSetups::make_connector(const policy::Target& target,
                                                                  config::Problems& problems) {
  const connectors::ConnectorKind* kind = parts_.registry.find(target.connector);
  if (!kind) {
    std::vector<std::string> known;
    for (const connectors::ConnectorKind& one : parts_.registry.kinds()) known.push_back(one.spec.name);
    const auto meant = config::did_you_mean(target.connector, known);
    problems.push_back(target.node.problem("unknown connector '" + target.connector + "'",
                                           meant ? "did you mean '" + *meant + "'?" : ""));
    return nullptr;
  }
  const std::size_t before = problems.size();
  config::Settings settings = config::read_settings(kind->spec, target.settings, problems);
  if (problems.size() != before) return nullptr;
  settings.use_secrets(&parts_.secrets.of(target.tenant));
  auto connector = kind->create(settings, {parts_.client, parts_.clock});
  if (!connector.ok()) {
    problems.push_back(target.settings.problem(connector.error().message));
    return nullptr;
  }
  return std::move(*connector);
}

std::unique_ptr<delivery::SourcePlatform> TenantSetups::make_platform(const policy::Tenant& tenant,
                                                                      config::Problems& problems) {
  return platform_of(tenant, parts_.client, parts_.clock, parts_.fetcher, parts_.platform_deadline,
                     parts_.secrets.of(tenant.name), problems);
}

delivery::LaneSetup TenantSetups::lane_of(const policy::Target& target, config::Problems& problems) {
  delivery::LaneSetup lane;
  lane.target = target.name;
  lane.required = target.required;
  lane.max_class = target.max_class;
  lane.confirmation = target.confirmation;
  lane.mapping_file = parts_.mappings_folder + '/' + target.mapping;
  lane.mapping_text = read_mapping(target, lane.mapping_file, problems);
  if (auto connector = make_connector(target, problems)) {
    auto replaceable = std::make_unique<delivery::ReplaceableConnector>(std::move(connector));
    connectors_[{target.tenant, target.name}] = replaceable.get();
    lane.connector = std::move(replaceable);
  }
  return lane;
}

delivery::TenantSetup TenantSetups::of(const policy::Tenant& tenant, const policy::Resources& resources,
                                       config::Problems& problems) {
  delivery::TenantSetup setup;
  setup.name = tenant.name;
  setup.max_hold = tenant.retention.max_hold;
  setup.keep_delivered = tenant.retention.keep_delivered;
  setup.tombstone_days = tenant.retention.tombstone_days;
  setup.settle_window = tenant.settle_window;
  setup.allows_updates = tenant.allows_updates;
  for (const std::string& name : tenant.targets)
    setup.lanes.push_back(lane_of(*resources.find_target(tenant.name, name), problems));
  if (auto platform = make_platform(tenant, problems)) {
    auto replaceable = std::make_unique<delivery::ReplaceablePlatform>(std::move(platform));
    platforms_[tenant.name] = replaceable.get();
    setup.platform = std::move(replaceable);
  }
  return setup;
}

Result<std::function<void()>> TenantSetups::rebuild(const policy::Resources& resources,
                                                    const std::string& tenant, const std::string& secret) {
  config::Problems problems;
  const auto made = std::make_shared<Made>();
  for (const policy::SecretUse& use : policy::secret_uses(resources)) {
    if (use.tenant != tenant || use.secret != secret) continue;
    if (const auto its = platforms_.find(tenant); use.by == "platform" && its != platforms_.end())
      made->platforms.emplace_back(its->second, make_platform(*resources.find_tenant(tenant), problems));
    for (const auto& [name, its] : connectors_)
      if (name.first == tenant && use.by == "target " + name.second)
        made->connectors.emplace_back(its,
                                      make_connector(*resources.find_target(tenant, name.second), problems));
  }
  if (!problems.empty()) return config_error(problems.front().text());
  for (const auto& [its, next] : made->connectors)
    if (!its->can_become(*next)) return config_error("a target would keep its promises no longer");
  return std::function<void()>([made] { made->use(); });
}

}  // namespace hub::hubd
