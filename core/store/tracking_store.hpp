// What the store keeps of visitor tracking: for each day of a tenant a sealed key, and events sealed under
// it. Small and apart from cases; each write is a transaction of its own.
//
// What writes, from the writer's thread; what reads, from the reader's. Errors as Database has them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/keyed_hash.hpp"
#include "core/vault/vault.hpp"

namespace hub::store {

using TrackingDayId = std::int64_t;  // grows, never reused

struct TrackingDay {
  TrackingDayId id = 0;
  std::string tenant;
  std::int64_t day = 0;                  // since 1970-01-01
  std::optional<vault::WrappedKey> key;  // none: the day is going, and its key destroyed or about to be
  std::vector<char> sealed_key;          // of the day: the vault opens it with `key`
  std::int64_t events = 0;
};

struct TrackingEvent {
  TrackingDayId day = 0;
  model::KeyedHash event_ref;    // of tenant, source and event id: a repeated event is known by it
  model::KeyedHash session_ref;  // under the day's key
  std::vector<char> sealed;
};

// A session as one day knows it.
struct TrackedSession {
  TrackingDayId day = 0;
  model::KeyedHash session_ref;
};

struct ErasedTracking {
  TrackingDayId day = 0;
  std::int64_t events = 0;
};

class TrackingStore {
 public:
  virtual ~TrackingStore() = default;

  // Durable when they return. Its number.
  virtual Result<TrackingDayId> add_day(const TrackingDay& day) = 0;
  // Which of them are new; the others were there already. Fails with transient "disk_full" before there is no
  // room left for anything else.
  virtual Result<std::vector<bool>> add_events(std::span<const TrackingEvent> events) = 0;
  // The day lets go of its key, which is to be destroyed now, and the certificate comes into the log:
  // both or neither.
  virtual Result<void> begin_purge(TrackingDayId day, const std::string& certificate) = 0;
  // Some events of a day that is going, then the day itself: true while something of it is left.
  virtual Result<bool> go_on_purging(TrackingDayId day) = 0;
  // The sessions' events go and are overwritten; the certificate comes into the log when there were any.
  virtual Result<std::vector<ErasedTracking>> erase(std::span<const TrackedSession> sessions,
                                                    const std::string& certificate) = 0;

  // In the order they were added.
  virtual Result<std::vector<TrackingDay>> days() = 0;
  virtual Result<std::int64_t> count(std::span<const TrackedSession> sessions) = 0;
  virtual Result<std::vector<TrackingEvent>> events(TrackingDayId day) = 0;
};

// So many events go in one transaction: cases are not kept waiting.
inline constexpr std::int64_t kTrackingRowsPerPurge = 4096;

}  // namespace hub::store
