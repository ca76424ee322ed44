#include "core/policy/evaluate.hpp"

#include <algorithm>

#include "core/http/host_patterns.hpp"
#include "core/policy/redaction.hpp"

namespace hub::policy {
namespace {

config::Problem at(const config::Node& document, std::string_view member, std::string message,
                   std::string fix = {}) {
  const config::Node* node = document.find(member);
  return (node != nullptr ? *node : document).problem(std::move(message), std::move(fix));
}

Grant grant_of(const Rule& rule) {
  return {rule.id, rule.classes, rule.valid_until.value_or(WallTime::max())};
}

void grant_on_node(const DataPolicy& policy, const NodePlaces& node, Terms& terms) {
  for (std::size_t i = 0; i < kOperations; ++i) {
    const auto operation = static_cast<Operation>(i);
    if (operation == Operation::deliver) continue;
    const std::string& place = operation == Operation::backup ? node.backup : node.place;
    for (const Rule& rule : policy.rules)
      if ((rule.operations & bit_of(operation)) != 0 && rule.names_place(place))
        terms.grant(operation, grant_of(rule));
  }
}

bool concerns(const Rule& rule, const Tenant& tenant, const Target& target) {
  if ((rule.operations & bit_of(Operation::deliver)) == 0) return false;
  // Without a policy of the tenant's own nobody says where its targets stand.
  if (!tenant.policy.is_built_in && !rule.names_place(target.place)) return false;
  return rule.targets.empty() || std::ranges::count(rule.targets, target.name) > 0;
}

void check_claims(const Place& place, const Target& target, config::Problems& problems) {
  if (!place.regions.empty()) {
    const config::Node* claim = target.settings.find("region");
    const std::string claimed = claim != nullptr ? claim->text : std::string();
    if (std::ranges::count(place.regions, claimed) == 0)
      problems.push_back((claim != nullptr ? *claim : target.settings)
                             .problem("a target in place '" + place.name + "' claims one of its regions",
                                      "region: " + place.regions.front()));
  }
  for (const std::string& host : target.hosts) {
    const bool is_named = std::ranges::count(place.hosts, host) > 0;
    if (!place.hosts.empty() && !is_named && !http::is_host_among(host, place.hosts))
      problems.push_back(
          at(target.node, "hosts", '\'' + host + "' is no host of place '" + place.name + '\''));
  }
}

void check_target_place(const Tenant& tenant, const Target& target, config::Problems& problems) {
  if (tenant.policy.is_built_in) return;
  const Place* place = tenant.policy.find_place(target.place);
  if (place != nullptr) return check_claims(*place, target, problems);
  std::vector<std::string> names;
  for (const Place& known : tenant.policy.places) names.push_back(known.name);
  const auto meant = config::did_you_mean(target.place, names);
  problems.push_back(at(target.node, "place",
                        target.place.empty() ? "the tenant has a policy: a target says where it stands"
                                             : "the tenant's policy has no place '" + target.place + '\'',
                        meant ? "did you mean '" + *meant + "'?" : "place: one of the policy's `places`"));
}

void check_rule_targets(const Tenant& tenant, config::Problems& problems) {
  for (const Rule& rule : tenant.policy.rules)
    for (const std::string& name : rule.targets)
      if (std::ranges::count(tenant.targets, name) == 0)
        problems.push_back(
            at(tenant.node, "policy",
               "rule '" + rule.id + "' names '" + name + "', which is no target of the tenant"));
}

}  // namespace

std::shared_ptr<const Terms> terms_of(const Tenant& tenant, const NodePlaces& node) {
  auto terms = std::make_shared<Terms>();
  grant_on_node(tenant.policy, node, *terms);
  return terms;
}

std::shared_ptr<const Terms> terms_of(const Tenant& tenant, const Target& target, const NodePlaces& node) {
  auto terms = std::make_shared<Terms>();
  terms->cap(target.max_class);
  grant_on_node(tenant.policy, node, *terms);
  const bool is_pinned = !pinned_hosts(tenant, target).empty();
  for (const Rule& rule : tenant.policy.rules) {
    if (!concerns(rule, tenant, target) || (rule.pinned && !is_pinned)) continue;
    if (takes_out(tenant, target, rule.redacted)) terms->grant(Operation::deliver, grant_of(rule));
  }
  return terms;
}

Limit door_limit(const Terms& terms, bool stores, WallTime at) {
  const Limit limit = least(terms.limit(Operation::accept, at), terms.limit(Operation::process, at));
  return stores ? least(limit, terms.limit(Operation::store, at)) : limit;
}

std::shared_ptr<const mapping::CaseClasses> classes_of(const Tenant& tenant) {
  if (tenant.fields.empty()) return nullptr;
  return std::make_shared<mapping::CaseClasses>(tenant.fields);
}

std::vector<std::string> pinned_hosts(const Tenant& tenant, const Target& target) {
  if (!target.hosts.empty()) return target.hosts;
  const Place* place = tenant.policy.find_place(target.place);
  return place != nullptr ? place->hosts : std::vector<std::string>();
}

void check_policy(const Tenant& tenant, const Resources& resources, config::Problems& problems) {
  check_rule_targets(tenant, problems);
  for (const Rule& rule : tenant.policy.rules)
    if (!knows_kinds(tenant, rule.redacted))
      problems.push_back(at(tenant.node, "policy",
                            "rule '" + rule.id + "' names a kind that nothing takes out",
                            "kinds are those of `hubctl redact reference`, and the tenant's own rules"));
  for (const std::string& name : tenant.targets)
    if (const Target* target = resources.find_target(tenant.name, name))
      check_target_place(tenant, *target, problems);
}

}  // namespace hub::policy
