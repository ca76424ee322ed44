// Visitor tracking in PostgreSQL: written in the writer's transactions, read by the reader.
#pragma once

#include "core/store/postgres/reader.hpp"
#include "core/store/postgres/write_session.hpp"
#include "core/store/tracking_store.hpp"

namespace hub::store::postgres {

class PostgresTrackingStore final : public TrackingStore {
 public:
  // Both outlive it.
  PostgresTrackingStore(WriteSession& writing, Reader& reading) : writing_(writing), reading_(reading) {}

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
  WriteSession& writing_;
  Reader& reading_;
};

}  // namespace hub::store::postgres
