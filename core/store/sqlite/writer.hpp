// Applies write groups: the statements of the hot path. The writer's thread.
#pragma once

#include "core/store/memory.hpp"
#include "core/store/sqlite/connection.hpp"

namespace hub::store::sqlite {

class Writer {
 public:
  // `connection` outlives the writer and has its tables.
  explicit Writer(Connection& connection);

  // One transaction; nothing of it stays when it fails.
  Result<Committed> apply(const WriteGroup& group);
  Result<void> apply(const SourceChanges& changes);
  // As Database::remember().
  Result<void> remember(TenantId tenant, const Memory& memory, bool instead);

 private:
  Result<void> write(const WriteGroup& group, Committed& committed);
  Result<void> write(const SourceChanges& changes);
  Result<void> write(TenantId tenant, const Memory& memory, bool instead);
  Result<void> publish(const NewPublication& publication, WallTime now, Committed& committed);
  Result<MappingVersion> keep_mapping(const std::string& name, const std::string& text);
  Result<void> insert(const NewCase& new_case, Committed& committed);
  Result<void> merge(const Merge& merge);
  Result<void> mark_sent(const Sending& sending, WallTime now);
  Result<void> remap(const Remapping& remapping);
  Result<void> change(const DeliveryChange& change);
  Result<void> retain(const RetentionChange& change);
  Result<void> add_event(const DeliveryChange& change);
  Result<void> add_certificate(std::string_view entry);
  // The certificate of a case that ends, or is reduced, with what its platform is owed; its index.
  template <class Ending>
  Result<std::int64_t> certify(const Ending& ending, WallTime now);
  Result<void> reduce(const Reduction& reduction, WallTime now, Committed& committed);
  Result<void> set_deleting(const Settlement& settlement, WallTime now, Committed& committed);
  Result<void> add_tombstone(const Tombstone& tombstone);
  Result<void> add_trace(TenantId tenant, const SessionTrace& trace);
  // `last` finds the last number of a day, between two of its keys.
  static Result<std::int64_t> next_of_day(Statement& last, std::int64_t day);
  Result<void> remove(CaseRow row);

  Connection& connection_;
  Statement begin_, commit_, rollback_;
  Statement find_mapping_, insert_mapping_, last_publication_, insert_publication_;
  Statement insert_case_, insert_content_, insert_delivery_;
  Statement insert_id_, insert_job_, update_job_, remove_job_, forget_id_, remove_id_;
  Statement merge_case_, merge_content_, merge_event_;
  Statement mark_sent_, remap_, change_, last_event_, insert_event_, trim_events_;
  Statement retain_, reduce_case_, set_deleting_, insert_certificate_, last_tombstone_, insert_tombstone_,
      forget_tombstones_;
  Statement last_trace_, insert_trace_, forget_traces_, forget_tombstones_of_, forget_traces_of_;
  Statement remove_content_, remove_deliveries_, remove_merged_, remove_events_, remove_case_;
};

}  // namespace hub::store::sqlite
