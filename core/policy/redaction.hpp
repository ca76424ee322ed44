// What a tenant and its targets want taken out of cases, from their resources: `redaction:` of a tenant,
// `redact:` of a target. Pure functions; any thread.
#pragma once

#include <memory>

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

// Of resources that were checked. Null when neither says anything.
std::shared_ptr<const redaction::Profile> redaction_profile(const Tenant& tenant, const Target& target);

}  // namespace hub::policy
