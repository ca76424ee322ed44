// Everything that is read, and the names that are looked up or given once. The reader's thread.
#pragma once

#include <functional>

#include "core/store/memory.hpp"
#include "core/store/sqlite/connection.hpp"

namespace hub::store::sqlite {

class Reader {
 public:
  // `connection` outlives the reader and has its tables.
  explicit Reader(Connection& connection);

  Result<TenantId> tenant_id(const std::string& tenant);
  Result<LaneId> lane_id(const std::string& tenant, const std::string& target);
  Result<std::string> mapping_text(MappingVersion version);
  Result<std::vector<Publication>> publications(const std::string& tenant, const std::string& target,
                                                std::uint32_t limit);

  Result<void> for_each_live(const std::function<void(const LiveCase&)>& visit);
  Result<void> for_each_tombstone(std::int64_t oldest_day,
                                  const std::function<void(const Tombstone&)>& visit);

  Result<std::vector<SealedContent>> load(std::span<const CaseRow> rows);
  Result<std::vector<DeliveryView>> list_deliveries(const DeliveryFilter& filter);
  Result<std::vector<DeliveryGroup>> group_deliveries(const DeliveryFilter& filter);
  Result<std::vector<DeliveryEvent>> delivery_history(DeliveryKey delivery);
  Result<std::vector<CertificateView>> certificates(std::int64_t after_index, std::uint32_t limit);
  Result<std::int64_t> certificate_count();

  Result<std::vector<std::vector<char>>> session_traces(TenantId tenant, const model::KeyedHash& session_ref);
  Result<MemoryPage> memory(TenantId tenant, MemoryPlace place, std::uint32_t limit);
  Result<void> for_each_source(const std::function<void(const SourceCase&, std::vector<SourceJob>)>& visit);
  Result<std::vector<SealedId>> load_ids(std::span<const CaseRow> rows);

 private:
  // `find` finds, `insert` makes the row when there is none; both are bound with `key`.
  Result<std::int64_t> found_or_made(Statement& find, Statement& insert,
                                     const std::function<void(Statement&)>& bind_key);

  Connection& connection_;
  Statement find_tenant_, insert_tenant_, find_lane_, insert_lane_, mapping_text_, publications_;
  Statement live_cases_, live_merged_, live_deliveries_, tombstones_;
  Statement content_, deliveries_, groups_, history_, certificates_, certificate_count_, traces_;
  Statement tombstones_of_tenant_, traces_of_tenant_;
  Statement source_cases_, source_jobs_, sealed_id_;
};

}  // namespace hub::store::sqlite
