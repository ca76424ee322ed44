#include "core/mapping/liquid/civil_time.hpp"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "core/mapping/liquid/characters.hpp"

namespace hub::mapping::liquid {
namespace {

using Seconds = std::chrono::time_point<std::chrono::system_clock, cctz::seconds>;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  if (month <= 2) --year;
  const std::int64_t era = floor_divide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

bool is_utc(std::string_view zone) {
  return zone == "UTC" || zone == "Etc/UTC";
}

// Nothing outside of the zone database can be named: letters, digits and "_+-/" only, never "..".
bool is_plausible(std::string_view name) {
  return !name.empty() && name.size() <= 64 && is_letter(name.front()) &&
         std::ranges::all_of(name, [](char c) { return is_word(c) || c == '/' || c == '-' || c == '+'; });
}

std::optional<cctz::time_zone> load(std::string_view name) {
  cctz::time_zone zone;
  if (!is_plausible(name) || !cctz::load_time_zone(std::string(name), &zone)) return std::nullopt;
  return zone;
}

}  // namespace

std::int64_t epoch_seconds(const CivilTime& time) {
  const std::int64_t days = days_from_civil(time.year, time.month, time.day);
  return days * kSecondsPerDay + time.hour * 3600 + time.minute * 60 + time.second;
}

CivilTime civil_time(std::int64_t epoch_seconds) {
  const std::int64_t days = floor_divide(epoch_seconds, kSecondsPerDay);
  const auto rest = static_cast<int>(epoch_seconds - days * kSecondsPerDay);
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = floor_divide(shifted, 146'097);
  const std::int64_t day_of_era = shifted - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day + 2) / 153;
  CivilTime time;
  time.day = static_cast<int>(day - (153 * month + 2) / 5 + 1);
  time.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  time.year = year_of_era + era * 400 + (time.month <= 2 ? 1 : 0);
  time.hour = rest / 3600;
  time.minute = rest / 60 % 60;
  time.second = rest % 60;
  return time;
}

int weekday(std::int64_t epoch_seconds) {
  const std::int64_t days = floor_divide(epoch_seconds, kSecondsPerDay) + 4;
  return static_cast<int>(days - floor_divide(days, 7) * 7);
}

int day_of_year(const CivilTime& time) {
  return static_cast<int>(days_from_civil(time.year, time.month, time.day) -
                          days_from_civil(time.year, 1, 1)) +
         1;
}

bool is_time_zone(std::string_view name) {
  return is_utc(name) || load(name).has_value();
}

ZoneInfo zone_info(std::string_view zone, std::int64_t epoch_seconds) {
  if (is_utc(zone)) return {};
  const auto found = load(zone)->lookup(Seconds(cctz::seconds(epoch_seconds)));
  return {found.offset, found.abbr};
}

std::int64_t epoch_seconds(const CivilTime& local, std::string_view zone) {
  if (is_utc(zone)) return epoch_seconds(local);
  const CivilTime time = civil_time(epoch_seconds(local));
  const cctz::civil_second civil(time.year, time.month, time.day, time.hour, time.minute, time.second);
  return cctz::convert(civil, *load(zone)).time_since_epoch().count();
}

}  // namespace hub::mapping::liquid
