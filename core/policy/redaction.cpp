#include "core/policy/redaction.hpp"

#include <algorithm>

#include "core/redaction/kinds.hpp"

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

std::optional<redaction::Wanted> wanted_of(const std::vector<std::string>& kinds,
                                           const redaction::TenantRules& rules) {
  const std::vector<std::string_view> names(kinds.begin(), kinds.end());
  return redaction::parse_wanted(names, &rules);
}

bool covers(const redaction::Wanted& all, const redaction::Wanted& some) {
  const bool has_kinds = std::ranges::all_of(redaction::kinds(), [&](const redaction::KindSpec& spec) {
    return !some.kinds.has(spec.kind) || all.kinds.has(spec.kind);
  });
  return has_kinds && (some.rules & ~all.rules) == 0;
}

void add(const redaction::Wanted& more, redaction::Wanted& wanted) {
  for (const redaction::KindSpec& spec : redaction::kinds())
    if (more.kinds.has(spec.kind)) wanted.kinds.add(spec.kind);
  wanted.rules |= more.rules;
}

// Where a policy takes out instead of refusing: the kinds of every rule that concerns the target.
bool ask_for_more(const Tenant& tenant, const Target& target, redaction::Profile& profile) {
  if (tenant.policy.refusal.action != RefusalAction::redact) return false;
  bool is_asked = false;
  for (const Rule& rule : tenant.policy.rules) {
    const bool concerns = rule.targets.empty() || std::ranges::count(rule.targets, target.name) > 0;
    const auto needed = wanted_of(rule.redacted, profile.rules);
    if (rule.redacted.empty() || !concerns || !rule.names_place(target.place) || !needed) continue;
    is_asked = true;
    if (!profile.everywhere)
      profile.everywhere = redaction::Instruction{*needed, {}};
    else
      add(*needed, profile.everywhere->wanted);
  }
  return is_asked;
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

bool knows_kinds(const Tenant& tenant, const std::vector<std::string>& kinds) {
  config::Problems told_already;
  const redaction::Profile profile = read_tenant_redaction(tenant, told_already);
  return wanted_of(kinds, profile.rules).has_value();
}

bool takes_out(const Tenant& tenant, const Target& target, const std::vector<std::string>& kinds) {
  if (kinds.empty() || tenant.policy.refusal.action == RefusalAction::redact) return true;
  config::Problems told_already;
  const redaction::Profile profile = read_target_redaction(tenant, target, told_already);
  const auto needed = wanted_of(kinds, profile.rules);
  return needed && profile.everywhere && covers(profile.everywhere->wanted, *needed);
}

std::shared_ptr<const redaction::Profile> redaction_profile(const Tenant& tenant, const Target& target) {
  config::Problems none;
  auto profile = std::make_shared<redaction::Profile>(read_target_redaction(tenant, target, none));
  const bool is_asked = ask_for_more(tenant, target, *profile);
  if (!tenant.redaction && !target.redact && !is_asked) return nullptr;
  return profile;
}

}  // namespace hub::policy
