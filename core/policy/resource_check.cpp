#include "core/policy/resource_check.hpp"

#include <algorithm>
#include <set>

#include "core/policy/evaluate.hpp"
#include "core/policy/redaction.hpp"
#include "core/policy/secret_use.hpp"

namespace hub::policy {
namespace {

// The member's place when the document has it, else the document's.
config::Problem at(const config::Node& document, std::string_view member, std::string message,
                   std::string fix = {}) {
  const config::Node* node = document.find(member);
  return (node != nullptr ? *node : document).problem(std::move(message), std::move(fix));
}

std::string suggestion(const Resources& resources, std::string_view word) {
  std::vector<std::string> names;
  for (const Tenant& tenant : resources.tenants) names.push_back(tenant.name);
  const auto meant = config::did_you_mean(word, names);
  return meant ? "did you mean '" + *meant + "'?" : "";
}

void check_names(const Resources& resources, config::Problems& problems) {
  std::set<std::string> tenants, partners;
  for (const Tenant& tenant : resources.tenants)
    if (!tenants.insert(tenant.name).second)
      problems.push_back(at(tenant.node, "name", "another tenant has this name"));
  for (const Partner& partner : resources.partners)
    if (!partners.insert(partner.name).second)
      problems.push_back(at(partner.node, "name", "another partner has this name"));
  std::set<std::pair<std::string, std::string>> targets;
  for (const Target& target : resources.targets)
    if (!targets.emplace(target.tenant, target.name).second)
      problems.push_back(at(target.node, "name", "another target of this tenant has this name"));
}

void connect_targets(Resources& resources, config::Problems& problems) {
  for (const Target& target : resources.targets) {
    const auto tenant = std::ranges::find(resources.tenants, target.tenant, &Tenant::name);
    if (tenant == resources.tenants.end())
      problems.push_back(
          at(target.node, "tenant", "there is no such tenant", suggestion(resources, target.tenant)));
    else
      tenant->targets.push_back(target.name);
  }
}

// A tenant says whose it is, or its partner lists it: once is enough, and both may.
void connect_partners(Resources& resources, config::Problems& problems) {
  for (const Tenant& tenant : resources.tenants) {
    if (tenant.partner.empty()) continue;
    const auto partner = std::ranges::find(resources.partners, tenant.partner, &Partner::name);
    if (partner == resources.partners.end())
      problems.push_back(at(tenant.node, "partner", "there is no partner '" + tenant.partner + "'"));
    else if (std::ranges::find(partner->tenants, tenant.name) == partner->tenants.end())
      partner->tenants.push_back(tenant.name);
  }
}

void check_partners(const Resources& resources, config::Problems& problems) {
  std::set<std::string> partnered;
  for (const Partner& partner : resources.partners) {
    for (const std::string& name : partner.tenants)
      if (!partnered.insert(name).second)
        problems.push_back(at(partner.node, "tenants", "tenant '" + name + "' has a partner already"));
    if (partner.credentials.empty())
      problems.push_back(partner.node.problem("a partner without credentials can send nothing"));
    for (const Credential& credential : partner.credentials)
      for (const std::string& reference : credential.secrets)
        if (!secret_name(reference).empty())
          problems.push_back(at(partner.node, "credentials",
                                "`secret:NAME` is a tenant's: a partner has none",
                                "use a bearer key or the public half of an Ed25519 key"));
    for (const std::string& name : partner.tenants) {
      const Tenant* tenant = resources.find_tenant(name);
      if (tenant == nullptr)
        problems.push_back(
            at(partner.node, "tenants", "there is no tenant '" + name + "'", suggestion(resources, name)));
      else if (tenant->sources.empty())
        problems.push_back(tenant->node.problem("a tenant that a partner sends for needs `sources`"));
    }
  }
}

// Without a required target nothing would ever prove delivery, and a case would be deleted at once.
void check_deliverable(const Resources& resources, config::Problems& problems) {
  for (const Tenant& tenant : resources.tenants) {
    const bool proven = std::ranges::any_of(resources.targets, [&](const Target& target) {
      return target.tenant == tenant.name && target.required;
    });
    if (!proven) problems.push_back(tenant.node.problem("a tenant needs at least one required target"));
    const bool partnered = std::ranges::any_of(resources.partners, [&](const Partner& partner) {
      return std::ranges::count(partner.tenants, tenant.name) > 0;
    });
    if (tenant.credentials.empty() && !partnered)
      problems.push_back(
          tenant.node.problem("nobody can send its cases: it has no credentials and no partner"));
  }
}

// One key or source that means two tenants would send cases to the wrong one.
void check_unambiguous(const Resources& resources, config::Problems& problems) {
  std::set<std::string> sources, key_ids;
  for (const Tenant& tenant : resources.tenants) {
    for (const std::string& source : tenant.sources)
      if (!sources.insert(source).second)
        problems.push_back(at(tenant.node, "sources", "another tenant has this source"));
    for (const Credential& credential : tenant.credentials)
      if (!credential.key_id.empty() && !key_ids.insert(credential.key_id).second)
        problems.push_back(at(tenant.node, "credentials", "another credential has this key_id"));
  }
  for (const Partner& partner : resources.partners)
    for (const Credential& credential : partner.credentials)
      if (!credential.key_id.empty() && !key_ids.insert(credential.key_id).second)
        problems.push_back(at(partner.node, "credentials", "another credential has this key_id"));
}

// A tenant's own patterns are looked at once for each target; problems of the tenant are told once.
void check_redaction(const Resources& resources, config::Problems& problems) {
  for (const Tenant& tenant : resources.tenants) read_tenant_redaction(tenant, problems);
  for (const Target& target : resources.targets) {
    const Tenant* tenant = resources.find_tenant(target.tenant);
    if (tenant != nullptr) read_target_redaction(*tenant, target, problems);
  }
}

}  // namespace

void check_resources(Resources& resources, config::Problems& problems) {
  check_names(resources, problems);
  connect_targets(resources, problems);
  connect_partners(resources, problems);
  check_partners(resources, problems);
  check_deliverable(resources, problems);
  check_unambiguous(resources, problems);
  check_redaction(resources, problems);
  for (const Tenant& tenant : resources.tenants) check_policy(tenant, resources, problems);
}

}  // namespace hub::policy
