// What a start does before anything else: makes keys and rows agree again after a crash between two syncs.
// recover() is called once, on one thread, before the Outbox exists.
#pragma once

#include <functional>

#include "core/store/database.hpp"

namespace hub::store {

struct Recovery {
  std::size_t redone = 0;  // cases whose deletion was cut short and is now complete
  vault::KeyAudit keys;
  std::vector<CaseRow> lost;  // cases whose key is gone though nobody destroyed it: raise the alarm
};

// Whether the rows of a tenant are this hub's.
using IsOurs = std::function<bool(TenantId)>;

// Visits every live case of ours in row order (those of `lost` too), which must not use the database. Then
// completes deletions, frees slots that neither a row nor a tracking day refers to, and empties the journal.
// config "key_files" when two rows claim one slot.
Result<Recovery> recover(Database& database, vault::Vault& vault, const IsOurs& is_ours,
                         const std::function<void(LiveCase)>& visit);

// The keys of every row in the store, whosever it is and whatever state it is in: slots without a row are
// freed. At the start of a node that takes its tenants up later.
Result<vault::KeyAudit> audit_keys(Database& database, vault::Vault& vault);

// Deletions that were cut short: keys to be destroyed, rows to go.
struct Unfinished {
  std::vector<vault::SlotNumber> slots, slots_of_ids;
  std::vector<CaseRow> rows, rows_of_ids;
};

// What tenants have in the store when they come from another node, which writes there no more.
struct Holdings {
  std::vector<LiveCase> live;  // in row order
  std::vector<Tombstone> tombstones;
  std::vector<OwedOfCase> owed;
  Unfinished unfinished;
};

// With the tombstones that are not older than `oldest_day`. The reader's thread.
Result<Holdings> read_holdings(Database& database, const IsOurs& is_ours, std::int64_t oldest_day);
// As a settle would have gone on: keys first, then rows. The writer's thread.
Result<void> finish_deletions(Database& database, vault::Vault& vault, const Unfinished& unfinished);

}  // namespace hub::store
