#include "tools/hubd/tenant_setup.hpp"

#include <fstream>
#include <iterator>

#include "core/delivery/gone_connector.hpp"
#include "core/http/pinned_client.hpp"
#include "core/policy/redaction.hpp"
#include "core/policy/secret_use.hpp"
#include "tools/hubd/tenant_platforms.hpp"

namespace hub::hubd {

namespace {

// A connector with the client that holds it to its target's hosts, if any.
struct PinnedConnector {
  std::optional<http::PinnedClient> client;
  std::unique_ptr<delivery::Connector> connector;
};

std::string read_mapping(const policy::Target& target, const std::string& path, config::Problems& problems) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    problems.push_back(target.node.problem("the mapping file " + path + " cannot be read"));
    return {};
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

delivery::TenantSetup terms_of(const policy::Tenant& tenant) {
  delivery::TenantSetup setup;
  setup.name = tenant.name;
  setup.max_hold = tenant.retention.max_hold;
  setup.keep = tenant.retention.keep;
  setup.tombstone_days = tenant.retention.tombstone_days;
  setup.session_days = tenant.retention.session_days;
  setup.settle_window = tenant.settle_window;
  setup.allows_updates = tenant.allows_updates;
  return setup;
}

}  // namespace

std::shared_ptr<delivery::Connector> TenantSetups::make_connector(const policy::Tenant& tenant,
                                                                  const policy::Target& target,
                                                                  config::Problems& problems) {
  const connectors::ConnectorKind* kind = parts_.registry.find(target.connector);
  if (!kind) return nullptr;  // a problem of its own: see check_against_node()
  const std::size_t before = problems.size();
  config::Settings settings = config::read_settings(kind->spec, target.settings, problems);
  if (problems.size() != before) return nullptr;
  settings.use_secrets(&parts_.secrets.of(target.tenant));
  auto pinned = std::make_shared<PinnedConnector>();
  http::Client* client = &parts_.client;
  if (auto hosts = policy::pinned_hosts(tenant, target); !hosts.empty())
    client = &pinned->client.emplace(parts_.client, std::move(hosts));
  auto connector = kind->create(settings, {*client, parts_.clock});
  if (!connector.ok()) {
    problems.push_back(target.settings.problem(connector.error().message));
    return nullptr;
  }
  pinned->connector = std::move(*connector);
  delivery::Connector* its = pinned->connector.get();
  return {std::move(pinned), its};
}

std::unique_ptr<delivery::SourcePlatform> TenantSetups::make_platform(const policy::Tenant& tenant,
                                                                      config::Problems& problems) {
  return platform_of(tenant, parts_.client, parts_.clock, parts_.fetcher, parts_.platform_deadline,
                     parts_.secrets.of(tenant.name), problems);
}

delivery::LaneSetup TenantSetups::terms_of(const policy::Tenant& tenant, const policy::Target& target,
                                           config::Problems& problems) const {
  delivery::LaneSetup lane;
  lane.target = target.name;
  lane.required = target.required;
  lane.max_class = target.max_class;
  lane.confirmation = target.confirmation;
  lane.redaction = policy::redaction_profile(tenant, target);
  lane.terms = policy::terms_of(tenant, target, parts_.node);
  lane.refusal = tenant.policy.refusal;
  lane.classes = policy::classes_of(tenant);
  lane.mapping_file = parts_.mappings_folder + '/' + target.mapping;
  lane.mapping_text = read_mapping(target, lane.mapping_file, problems);
  return lane;
}

delivery::LaneSetup TenantSetups::lane_of(const policy::Tenant& tenant, const policy::Target& target,
                                          Staged& staged, config::Problems& problems) {
  delivery::LaneSetup lane = terms_of(tenant, target, problems);
  if (auto connector = make_connector(tenant, target, problems)) {
    auto replaceable = std::make_unique<delivery::ReplaceableConnector>(std::move(connector));
    staged.connectors[{target.tenant, target.name}] = replaceable.get();
    lane.connector = std::move(replaceable);
  }
  return lane;
}

void TenantSetups::add(const policy::Tenant& tenant, const policy::Resources& resources, Staged& staged,
                       config::Problems& problems) {
  delivery::TenantSetup setup = hubd::terms_of(tenant);
  auto id_key = parts_.secrets.id_key_of(tenant.name);
  if (id_key.ok())
    setup.id_key = std::move(*id_key);
  else
    problems.push_back(tenant.node.problem("the key of its ids: " + id_key.error().message));
  for (const std::string& name : tenant.targets)
    setup.lanes.push_back(lane_of(tenant, *resources.find_target(tenant.name, name), staged, problems));
  if (auto platform = make_platform(tenant, problems)) {
    auto replaceable = std::make_unique<delivery::ReplaceablePlatform>(std::move(platform));
    staged.platforms[tenant.name] = replaceable.get();
    setup.platform = std::move(replaceable);
  }
  staged.tenants.push_back(std::move(setup));
}

void TenantSetups::add(const policy::Tenant& tenant, const policy::Target& target, Staged& staged,
                       config::Problems& problems) {
  staged.targets.emplace_back(tenant.name, lane_of(tenant, target, staged, problems));
}

void TenantSetups::change(const policy::Tenant& tenant, Staged& staged, config::Problems& problems) {
  auto platform = make_platform(tenant, problems);
  const auto its = platforms_.find(tenant.name);
  const bool has_one = its != platforms_.end();
  // What is owed to a platform is kept under its name, so it neither comes nor goes while the hub runs.
  if (has_one != (platform != nullptr) && problems.empty())
    problems.push_back(tenant.node.problem("purges and callbacks begin and end with a tenant, not later"));
  else if (has_one)
    staged.other_platforms.emplace_back(its->second, std::move(platform));
  staged.changed_tenants.push_back(hubd::terms_of(tenant));
}

void TenantSetups::change(const policy::Tenant& tenant, const policy::Target& target, Staged& staged,
                          config::Problems& problems) {
  replace_connector(tenant, target, staged, problems);
  staged.changed_targets.emplace_back(tenant.name, terms_of(tenant, target, problems));
}

void TenantSetups::replace_connector(const policy::Tenant& tenant, const policy::Target& target,
                                     Staged& staged, config::Problems& problems) {
  const auto its = connectors_.find({target.tenant, target.name});
  auto next = make_connector(tenant, target, problems);
  if (its == connectors_.end() || !next) return;
  if (its->second->can_become(*next))
    staged.other_connectors.emplace_back(its->second, std::move(next));
  else
    problems.push_back(target.node.problem("records would be found again in another way than those under way",
                                           "add it as another target"));
}

void TenantSetups::renew(const policy::Resources& resources, const std::string& tenant,
                         const std::string& secret, Staged& staged, config::Problems& problems) {
  for (const policy::SecretUse& use : policy::secret_uses(resources)) {
    if (use.tenant != tenant || use.secret != secret) continue;
    if (const auto its = platforms_.find(tenant); use.by == "platform" && its != platforms_.end())
      if (auto next = make_platform(*resources.find_tenant(tenant), problems))
        staged.other_platforms.emplace_back(its->second, std::move(next));
    for (const policy::Target& target : resources.targets)
      if (target.tenant == tenant && use.by == "target " + target.name)
        replace_connector(*resources.find_tenant(tenant), target, staged, problems);
  }
}

void TenantSetups::use(Staged& staged) {
  connectors_.insert(staged.connectors.begin(), staged.connectors.end());
  platforms_.insert(staged.platforms.begin(), staged.platforms.end());
  for (auto& [its, next] : staged.other_connectors) its->become(std::move(next));
  for (auto& [its, next] : staged.other_platforms) its->become(std::move(next));
}

void TenantSetups::forget(const std::string& tenant) {
  for (auto& [name, its] : connectors_)
    if (name.first == tenant) its->become(std::make_unique<delivery::GoneConnector>(its->traits()));
  std::erase_if(connectors_, [&](const auto& item) { return item.first.first == tenant; });
  platforms_.erase(tenant);
}

}  // namespace hub::hubd
