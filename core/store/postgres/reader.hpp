// Everything that is read, and the names that are looked up or given once. The reader's thread.
#pragma once

#include <functional>
#include <span>

#include "core/store/memory.hpp"
#include "core/store/postgres/link.hpp"

namespace hub::store::postgres {

// Of what is read at start, held in memory at once.
inline constexpr std::int64_t kRowsPerPage = 5000;

// Of a slot and, in the next column, the wrapped key; nothing but the slot when there is no such key.
vault::WrappedKey wrapped_key_of(const Row& row, int column);
// Left as it is when the column has not as many bytes.
void copy_bytes(const Row& row, int column, std::span<std::byte> into);

class Reader {
 public:
  // `link` outlives it.
  explicit Reader(Link& link) : link_(link) {}

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

  // The statement's answer.
  Result<Answer> ask(Statement statement);

 private:
  // What `find` finds once `add` has added it where it was missing; durable.
  Result<Answer> ask_or_add(Statement add, Statement find);
  // Pages of one moment: `page` reads the next one from the connection, until it says that there is none.
  Result<void> walk(const std::function<Result<bool>(Connection& connection)>& page);

  Link& link_;
};

}  // namespace hub::store::postgres
