// What a tenant and its targets want taken out of cases, from their resources: `redaction:` of a tenant,
// `redact:` of a target. Pure functions; any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/config/problem.hpp"
#include "core/policy/resources.hpp"
#include "core/redaction/profile.hpp"

namespace hub::policy {

// `redaction: {strict: true, rules: {order_no: "ORD-[0-9]+"}}`. Patterns are those of RE2.
redaction::Profile read_tenant_redaction(const Tenant& tenant, config::Problems& problems);

// `redact: [card, order_no]`, or with what stands in their place; names are kinds and the tenant's rules.
// Problems of the tenant's part are not told again.
redaction::Profile read_target_redaction(const Tenant& tenant, const Target& target,
                                         config::Problems& problems);

// Whether the kinds are ones that the scanner or the tenant's rules know.
bool knows_kinds(const Tenant& tenant, const std::vector<std::string>& kinds);
// Whether these kinds never reach the target: it says so itself, or the policy has them taken out.
bool takes_out(const Tenant& tenant, const Target& target, const std::vector<std::string>& kinds);

// Of resources that were checked. Besides what the target says, what a policy that takes out instead of
// refusing asks for. Null when nobody says anything.
std::shared_ptr<const redaction::Profile> redaction_profile(const Tenant& tenant, const Target& target);

}  // namespace hub::policy
