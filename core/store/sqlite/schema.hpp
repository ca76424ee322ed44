// The tables, and their version from the first row on.
#pragma once

#include "core/store/sqlite/connection.hpp"

namespace hub::store::sqlite {

// What this hub writes, and the latest that it reads.
std::int64_t schema_version();

// Creates the tables in an empty file; config "schema_newer" when a later hub wrote it.
Result<void> prepare_schema(Connection& connection);

}  // namespace hub::store::sqlite
