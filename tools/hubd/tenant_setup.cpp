#include "tools/hubd/tenant_setup.hpp"

#include <fstream>
#include <iterator>

#include "core/policy/redaction.hpp"

namespace hub::hubd {

namespace {

std::unique_ptr<delivery::Connector> make_connector(const policy::Target& target,
                                                    const connectors::Registry& registry,
                                                    connectors::Environment environment,
                                                    config::Problems& problems) {
  const connectors::ConnectorKind* kind = registry.find(target.connector);
  if (!kind) {
    std::vector<std::string> known;
    for (const connectors::ConnectorKind& one : registry.kinds()) known.push_back(one.spec.name);
    const auto meant = config::did_you_mean(target.connector, known);
    problems.push_back(target.node.problem("unknown connector '" + target.connector + "'",
                                           meant ? "did you mean '" + *meant + "'?" : ""));
    return nullptr;
  }
  const std::size_t before = problems.size();
  const config::Settings settings = config::read_settings(kind->spec, target.settings, problems);
  if (problems.size() != before) return nullptr;
  auto connector = kind->create(settings, environment);
  if (!connector.ok()) {
    problems.push_back(target.settings.problem(connector.error().message));
    return nullptr;
  }
  return std::move(*connector);
}

std::string read_mapping(const policy::Target& target, const std::string& path, config::Problems& problems) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    problems.push_back(target.node.problem("the mapping file " + path + " cannot be read"));
    return {};
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

delivery::TenantSetup setup_of(const policy::Tenant& tenant, const policy::Resources& resources,
                               const connectors::Registry& registry, connectors::Environment environment,
                               const std::string& mappings_folder, config::Problems& problems) {
  delivery::TenantSetup setup;
  setup.name = tenant.name;
  setup.max_hold = tenant.retention.max_hold;
  setup.keep_delivered = tenant.retention.keep_delivered;
  setup.tombstone_days = tenant.retention.tombstone_days;
  setup.settle_window = tenant.settle_window;
  setup.allows_updates = tenant.allows_updates;
  for (const std::string& name : tenant.targets) {
    const policy::Target& target = *resources.find_target(tenant.name, name);
    delivery::LaneSetup lane;
    lane.target = target.name;
    lane.required = target.required;
    lane.max_class = target.max_class;
    lane.confirmation = target.confirmation;
    lane.redaction = policy::redaction_profile(tenant, target);
    lane.mapping_file = mappings_folder + '/' + target.mapping;
    lane.mapping_text = read_mapping(target, lane.mapping_file, problems);
    lane.connector = make_connector(target, registry, environment, problems);
    setup.lanes.push_back(std::move(lane));
  }
  return setup;
}

}  // namespace hub::hubd
