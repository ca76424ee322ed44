// Visitor tracking in SQLite: written by the writer's connection, read by the reader's.
#pragma once

#include <functional>

#include "core/store/sqlite/connection.hpp"
#include "core/store/sqlite/transaction.hpp"
#include "core/store/tracking_store.hpp"

namespace hub::store::sqlite {

class SqliteTrackingStore final : public TrackingStore {
 public:
  // The connections outlive it, have their tables, and may be one. `has_room` is asked before anything is
  // added.
  SqliteTrackingStore(Connection& writing, Connection& reading, std::function<bool()> has_room);

  Result<TrackingDayId> add_day(const TrackingDay& day) override;
  Result<std::vector<bool>> add_events(std::span<const TrackingEvent> events) override;
  Result<void> begin_purge(TrackingDayId day, const std::string& certificate) override;
  Result<bool> go_on_purging(TrackingDayId day) override;
  Result<std::vector<ErasedTracking>> erase(std::span<const TrackedSession> sessions,
                                            const std::string& certificate) override;
  Result<std::vector<TrackingDay>> days() override;
  Result<std::int64_t> count(std::span<const TrackedSession> sessions) override;
  Result<std::vector<TrackingEvent>> events(TrackingDayId day) override;

 private:
  Result<void> add_to(TrackingDayId day, std::int64_t events);

  Connection& writing_;
  std::function<bool()> has_room_;
  Transaction transaction_;
  Statement add_day_, add_event_, add_to_, let_go_, certify_, remove_some_, remove_day_, erase_;
  Statement days_, count_, events_;
};

}  // namespace hub::store::sqlite
