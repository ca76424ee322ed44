// What a start does before anything else: makes keys and rows agree again after a crash between two syncs.
// Called once, on one thread, before the Outbox exists.
#pragma once

#include <functional>

#include "core/store/database.hpp"

namespace hub::store {

struct Recovery {
  std::size_t redone = 0;  // cases whose deletion was cut short and is now complete
  vault::KeyAudit keys;
  std::vector<CaseRow> lost;  // cases whose key is gone though nobody destroyed it: raise the alarm
};

// Visits every live case in row order (those of `lost` too). Then completes deletions, frees slots that
// neither a row nor a tracking day refers to, and empties the journal. config "key_files" when two rows claim
// one slot.
Result<Recovery> recover(Database& database, vault::Vault& vault,
                         const std::function<void(const LiveCase&)>& visit);

}  // namespace hub::store
