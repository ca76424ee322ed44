// Which rules of a tenant's policy hold where this node and its targets stand. Pure functions; any thread.
#pragma once

#include <memory>

#include "core/policy/resources.hpp"
#include "core/policy/terms.hpp"

namespace hub::policy {

// Where a node does what it does.
struct NodePlaces {
  std::string place;   // of its memory, its store, its keys and its log
  std::string backup;  // of its backups
};

// The terms of a tenant's target. Of resources that were checked.
std::shared_ptr<const Terms> terms_of(const Tenant& tenant, const Target& target, const NodePlaces& node);
// What the node itself may do for the tenant: everything but delivering.
std::shared_ptr<const Terms> terms_of(const Tenant& tenant, const NodePlaces& node);

// What the front door may take in: it is accepted, processed and, unless cases pass through, stored.
Limit door_limit(const Terms& terms, bool stores, WallTime at);

// The table of case fields with what the tenant declares; null when it declares nothing.
std::shared_ptr<const mapping::CaseClasses> classes_of(const Tenant& tenant);

// The hosts that the target may be reached at, its own or its place's; empty: any.
std::vector<std::string> pinned_hosts(const Tenant& tenant, const Target& target);

// Adds what keeps the tenant's policy and its targets from fitting together, each where it stands.
void check_policy(const Tenant& tenant, const Resources& resources, config::Problems& problems);

}  // namespace hub::policy
