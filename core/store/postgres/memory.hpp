// What is remembered of cases that are gone: rows gathered into columns, and what came from another store.
// The writer's thread.
#pragma once

#include "core/store/memory.hpp"
#include "core/store/postgres/batch.hpp"

namespace hub::store::postgres {

class TombstoneColumns {
 public:
  void add(const Tombstone& tombstone);
  // Nothing when there is none.
  void insert(Batch& batch) const;

 private:
  Column days_{Type::integer}, tenants_{Type::integer}, certificates_{Type::integer};
  Column cases_{Type::bytes}, events_{Type::bytes}, fingerprints_{Type::bytes};
};

class TraceColumns {
 public:
  void add(TenantId tenant, const SessionTrace& trace);
  // Nothing when there is none.
  void insert(Batch& batch) const;

 private:
  Column days_{Type::integer}, tenants_{Type::integer}, sessions_{Type::bytes}, ids_{Type::bytes};
};

// As Database::remember(), in a transaction of the caller's.
Result<void> remember(TenantId tenant, const Memory& memory, bool instead, Connection& connection);

}  // namespace hub::store::postgres
