// What administrators leave in the store: the audit log, secrets,
// resources, keys, the terms of targets and which lanes are paused. Small and rare, so each write is a
// transaction of its own.
//
// What writes, from the writer's thread; what reads, from the reader's. Errors as Database has them.
#pragma once

#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/store/admin_types.hpp"

namespace hub::store {

class AdminStore {
 public:
  virtual ~AdminStore() = default;

  // Durable when they return. The log is append-only: an entry is concluded once, and never changes or goes
  // otherwise.
  virtual Result<std::int64_t> note(const AuditEntry& entry) = 0;  // its number
  virtual Result<void> conclude(std::int64_t number, int result, const std::string& outcome) = 0;
  // The latest first.
  virtual Result<std::vector<AuditEntry>> audit(const AuditFilter& filter) = 0;

  // Durable when they return, and what was there before is overwritten. A secret that is not there is removed
  // already.
  virtual Result<void> put_secret(const SealedSecret& secret) = 0;
  virtual Result<void> remove_secret(const std::string& tenant, const std::string& name) = 0;
  // By tenant and name.
  virtual Result<std::vector<SealedSecret>> secrets() = 0;

  // All or none of them; each becomes the next version of its resource. Versions never change.
  virtual Result<void> put_resources(std::span<const StoredResource> resources) = 0;
  // The latest version of each, by kind, tenant and name.
  virtual Result<std::vector<StoredResource>> resources() = 0;

  virtual Result<void> put_key(const StoredKey& key) = 0;
  virtual Result<void> remove_key(const std::string& id) = 0;
  // By id.
  virtual Result<std::vector<StoredKey>> keys() = 0;

  // Begun, or begun in another way. By tenant.
  virtual Result<void> put_removal(const TenantRemoval& removal) = 0;
  virtual Result<std::vector<TenantRemoval>> removals() = 0;
  // Its resources in every version, secrets, keys, terms, pauses and the removal go and are overwritten; the
  // certificate goes into the log. All of it or nothing.
  virtual Result<void> remove_tenant(const std::string& tenant, const std::string& certificate) = 0;
  // Its resource in every version and its keys. All of it or nothing.
  virtual Result<void> remove_partner(const std::string& partner) = 0;
  // Terms never change, and go with their tenant only: cases may wait that were accepted under them.
  virtual Result<void> put_terms(const StoredTerms& terms) = 0;
  // Of one target, in the order in which they were put.
  virtual Result<std::vector<StoredTerms>> terms(const std::string& tenant, const std::string& target) = 0;
  // A lane that was paused by hand is so until it is resumed, or its tenant goes. Once more changes nothing.
  virtual Result<void> set_lane_paused(const std::string& tenant, const std::string& target, bool paused) = 0;
  virtual Result<bool> is_lane_paused(const std::string& tenant, const std::string& target) = 0;
};

}  // namespace hub::store
