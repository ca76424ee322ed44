// The database port: small, synchronous, one writer. sqlite/ and postgres/ implement it; Outbox is its only
// writer.
//
// commit() and checkpoint() from the writer's thread; every other method from one reader thread at a time (an
// implementation keeps its own connection for reads). Errors: transient "disk_full" or "database_away"
// (nothing was changed), config "disk_failed" when durability can no longer be trusted: the process must end
// and recover.
#pragma once

#include <functional>
#include <span>

#include "core/base/result.hpp"
#include "core/store/admin_store.hpp"
#include "core/store/fleet.hpp"
#include "core/store/memory.hpp"
#include "core/store/tracking_store.hpp"
#include "core/vault/epoch_table.hpp"

namespace hub::store {

class Database {
 public:
  virtual ~Database() = default;

  // Durable when it returns.
  virtual Result<Committed> commit(const WriteGroup& group) = 0;
  // Removes what deleted rows left in journals.
  virtual Result<void> checkpoint() = 0;

  virtual Result<TenantId> tenant_id(const std::string& tenant) = 0;
  virtual Result<LaneId> lane_id(const std::string& tenant, const std::string& target) = 0;
  // Fails with invalid "no_such_mapping".
  virtual Result<std::string> mapping_text(MappingVersion version) = 0;
  // The latest first; empty when the tenant has no such target.
  virtual Result<std::vector<Publication>> publications(const std::string& tenant, const std::string& target,
                                                        std::uint32_t limit) = 0;

  // At start: every live case in row order, then every tombstone not older than `oldest_day`.
  virtual Result<void> for_each_live(const std::function<void(const LiveCase&)>& visit) = 0;
  virtual Result<void> for_each_tombstone(std::int64_t oldest_day,
                                          const std::function<void(const Tombstone&)>& visit) = 0;

  // In the order of `rows`; a row that is gone is left out.
  virtual Result<std::vector<SealedContent>> load(std::span<const CaseRow> rows) = 0;
  virtual Result<std::vector<DeliveryView>> list_deliveries(const DeliveryFilter& filter) = 0;
  // What the filter lets through, whatever its page, by lane, mapping and error; the largest first, at most
  // 5000.
  virtual Result<std::vector<DeliveryGroup>> group_deliveries(const DeliveryFilter& filter) = 0;
  virtual Result<std::vector<DeliveryEvent>> delivery_history(DeliveryKey delivery) = 0;
  virtual Result<std::vector<CertificateView>> certificates(std::int64_t after_index,
                                                            std::uint32_t limit) = 0;
  virtual Result<std::int64_t> certificate_count() = 0;

  // A copy of one moment, durable, as a new file for the owner alone: rows and sealed content, no key, and
  // nothing of visitor tracking, which a restored copy would bring back.
  // Nothing is left behind when it fails, with transient "backup_failed".
  virtual Result<void> back_up(const std::string& path) = 0;

  // The sealed ids of cases of a session, in the order they came.
  virtual Result<std::vector<std::vector<char>>> session_traces(TenantId tenant,
                                                                const model::KeyedHash& session_ref) = 0;

  // What is remembered of a tenant's cases that are gone, and of their sessions: at most `limit` from a place
  // on.
  virtual Result<MemoryPage> memory(TenantId tenant, MemoryPlace place, std::uint32_t limit) = 0;
  // The same of a tenant that comes from another store; `instead`: in the place of what is remembered of it
  // here. Durable when it returns. From the writer's thread.
  virtual Result<void> remember(TenantId tenant, const Memory& memory, bool instead) = 0;

  // What is owed to platforms. At start: every sealed id in row order, with its jobs.
  virtual Result<void> for_each_source(
      const std::function<void(const SourceCase&, std::vector<SourceJob>)>& visit) = 0;
  // In the order of `rows`; a row that is gone is left out.
  virtual Result<std::vector<SealedId>> load_ids(std::span<const CaseRow> rows) = 0;
  // Durable when it returns. From the writer's thread.
  virtual Result<void> commit_source(const SourceChanges& changes) = 0;

  virtual AdminStore& admin() = 0;
  // Of a store that several nodes share; null: there is nobody else.
  virtual Fleet* fleet() { return nullptr; }
  // Where the wrapped keys lie in the database; null where they do not. From the writer's thread.
  virtual vault::EpochTable* epoch_table() { return nullptr; }
  virtual TrackingStore& tracking() = 0;
};

}  // namespace hub::store
