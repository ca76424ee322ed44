// What the store keeps of the work of administrators. Plain values, without personal data.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"

namespace hub::store {

// Something that was done through the admin API, or tried.
struct AuditEntry {
  std::int64_t number = 0;  // counts the entries from 1
  WallTime at{};            // when it began
  std::string who;          // the name of the key
  std::string key, role;    // its id and role
  std::string reach;        // of the key: "everything", "partner nordic", "tenant acme"
  std::string operation;    // as the API's description names it
  std::string tenant;       // whose; empty: the hub's, or of several tenants
  std::string resource;     // by names and counts: "target crm", "12 deliveries"; may be empty
  // The status of the answer; nothing while it is under way, and when the hub ended before it was known.
  std::optional<int> result;
  std::string outcome;  // what came of it, by opaque references and counts; may be empty
};

struct AuditFilter {
  std::optional<std::string> tenant;
  std::int64_t before = std::numeric_limits<std::int64_t>::max();  // numbers below it: keyset paging
  std::uint32_t limit = 100;
};

// A secret of a tenant, as the vault's SecretBox sealed it.
struct SealedSecret {
  std::string tenant, name;
  std::int64_t version = 1;  // counts its values
  std::vector<char> sealed;
  WallTime set_at{};
  std::string set_by;  // the name of the key
};

// A version of a resource that was applied over the API.
struct StoredResource {
  std::string kind, tenant, name;  // as policy::ResourceId
  std::int64_t version = 1;        // counts the texts of this resource
  std::string text;                // one YAML document
  std::string author;              // the name of the key
  WallTime at{};
};

// A key of the admin API that was made over it.
struct StoredKey {
  std::string id, name, role;
  std::string tenant, partner;  // what it reaches; both empty: everything
  std::string argon2id;         // its hash
  std::optional<WallTime> expires;
  WallTime made_at{};
  std::string made_by;  // the name of the key
};

// A tenant that is being taken out.
struct TenantRemoval {
  std::string tenant;
  bool expires = false;  // what waits is given up
  WallTime begun_at{};
  std::string begun_by;  // the name of the key
  bool moves = false;    // to another cell: its events are to come again
};

// The terms of a target for cases that were accepted from a moment on, until the next.
struct StoredTerms {
  std::string tenant, target;
  WallTime from{};
  std::string text;  // JSON, as policy::Terms writes itself
};

}  // namespace hub::store
