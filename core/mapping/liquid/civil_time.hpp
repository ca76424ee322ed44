// Calendar arithmetic in the proleptic Gregorian calendar, and what a time zone says about an instant.
// Any thread: the zones of the system are read once each and kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hub::mapping::liquid {

struct CivilTime {
  std::int64_t year = 1970;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

struct Instant {
  std::int64_t seconds = 0;  // since the Unix epoch
  std::int32_t nanoseconds = 0;
  std::optional<int> offset_seconds;  // where the text it was read from named one
};

struct ZoneInfo {
  int offset_seconds = 0;
  std::string_view abbreviation = "UTC";  // empty for a bare offset
};

constexpr std::int64_t kSecondsPerDay = 86'400;
// About the years -9999 to 9999.
constexpr std::int64_t kEpochSecondsMax = 253'402'300'799;

// Also for days and seconds out of range: they run over.
std::int64_t epoch_seconds(const CivilTime& time);
CivilTime civil_time(std::int64_t epoch_seconds);
// 0 is Sunday.
int weekday(std::int64_t epoch_seconds);
// 1 is the first of January.
int day_of_year(const CivilTime& time);

bool is_time_zone(std::string_view name);
// Precondition of both: is_time_zone(zone).
ZoneInfo zone_info(std::string_view zone, std::int64_t epoch_seconds);
std::int64_t epoch_seconds(const CivilTime& local, std::string_view zone);

}  // namespace hub::mapping::liquid
