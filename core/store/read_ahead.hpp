// Every live case of a store, read on a thread of its own while the caller takes those read before: at a
// start with very many cases, reading and taking are about as much work.
#pragma once

#include <functional>

#include "core/store/database.hpp"

namespace hub::store {

// In row order; returns when all are taken, or what went wrong with reading after those before it are taken.
// `take` runs on the caller's thread and does not use the database, nor does anybody else meanwhile.
Result<void> for_each_live_ahead(Database& database, const std::function<void(LiveCase)>& take);

}  // namespace hub::store
