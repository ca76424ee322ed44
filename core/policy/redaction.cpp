#include "core/policy/redaction.hpp"

namespace hub::policy {
namespace {

void read_rules(const config::Node& node, redaction::TenantRules& rules, config::Problems& problems) {
  if (!node.is_map()) {
    problems.push_back(node.problem("rules are patterns by name", "write {order_no: \"ORD-[0-9]+\"}"));
    return;
  }
  for (const auto& [name, pattern] : node.members) {
    const auto added = rules.add({name.text, pattern.text});
    if (!added) problems.push_back(name.problem(added.error().message));
  }
}

bool read_strict(const config::Node& node, config::Problems& problems) {
  if (node.is_scalar() && !node.quoted && (node.text == "true" || node.text == "false"))
    return node.text == "true";
  problems.push_back(node.problem("'strict' is true or false"));
  return false;
}

}  // namespace

redaction::Profile read_tenant_redaction(const Tenant& tenant, config::Problems& problems) {
  redaction::Profile profile;
  if (!tenant.redaction) return profile;
  if (!tenant.redaction->is_map()) {
    problems.push_back(
        tenant.redaction->problem("redaction is a table", "write {strict: true, rules: {...}}"));
    return profile;
  }
  config::check_keys(*tenant.redaction, {"rules", "strict"}, problems);
  if (const config::Node* rules = tenant.redaction->find("rules"))
    read_rules(*rules, profile.rules, problems);
  if (const config::Node* strict = tenant.redaction->find("strict"))
    profile.strict = read_strict(*strict, problems);
  return profile;
}

redaction::Profile read_target_redaction(const Tenant& tenant, const Target& target,
                                         config::Problems& problems) {
  config::Problems told_already;
  redaction::Profile profile = read_tenant_redaction(tenant, told_already);
  profile.target = target.name;
  if (target.redact)
    profile.everywhere = redaction::read_instruction(*target.redact, &profile.rules, problems);
  return profile;
}

std::shared_ptr<const redaction::Profile> redaction_profile(const Tenant& tenant, const Target& target) {
  if (!tenant.redaction && !target.redact) return nullptr;
  config::Problems none;
  return std::make_shared<redaction::Profile>(read_target_redaction(tenant, target, none));
}

}  // namespace hub::policy
