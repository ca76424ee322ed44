// Filters that read and write times.
#include <algorithm>

#include "core/mapping/liquid/characters.hpp"
#include "core/mapping/liquid/civil_time.hpp"
#include "core/mapping/liquid/date_parser.hpp"
#include "core/mapping/liquid/filter_functions.hpp"
#include "core/mapping/liquid/run.hpp"
#include "core/mapping/liquid/strftime.hpp"

namespace hub::mapping::liquid::filters {
namespace {

Instant event_instant(const Run& run) {
  const std::int64_t ms = run.context.event_time.time_since_epoch().count();
  const std::int64_t seconds = ms >= 0 ? ms / 1000 : (ms - 999) / 1000;
  return {.seconds = seconds,
          .nanoseconds = static_cast<std::int32_t>(ms - seconds * 1000) * 1'000'000,
          .offset_seconds = {}};
}

bool is_word_ignoring_case(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, {}, [](char c) { return to_lower(c); });
}

std::optional<Instant> from_epoch(std::int64_t seconds) {
  if (seconds > kEpochSecondsMax || seconds < -kEpochSecondsMax) return std::nullopt;
  return Instant{.seconds = seconds, .nanoseconds = 0, .offset_seconds = {}};
}

// As Liquid understands a date: whole numbers are seconds since 1970, 'now' is the time of the event.
std::optional<Instant> instant_of(Run& run, const Cell& cell) {
  if (cell.is_integer()) return from_epoch(cell.value.as_integer());
  if (!cell.is_string()) return std::nullopt;
  const std::string_view text = cell.value.as_string();
  run.charge(text.size() / 8 + 4);
  if (is_word_ignoring_case(text, "now") || is_word_ignoring_case(text, "today")) return event_instant(run);
  if (!text.empty() && std::ranges::all_of(text, is_digit)) {
    const auto seconds = parse_whole(text);
    return seconds ? from_epoch(*seconds) : std::nullopt;
  }
  if (run.context.time_zone != "UTC" && !is_time_zone(run.context.time_zone)) {
    run.fail("date: the time zone is unknown");
    return std::nullopt;
  }
  return parse_date(text, event_instant(run), run.context.time_zone);
}

ZoneInfo zone_of(Run& run, const Instant& instant) {
  if (instant.offset_seconds) return {*instant.offset_seconds, *instant.offset_seconds == 0 ? "UTC" : ""};
  if (run.context.time_zone == "UTC") return {};
  if (!is_time_zone(run.context.time_zone)) return run.fail("date: the time zone is unknown"), ZoneInfo();
  return zone_info(run.context.time_zone, instant.seconds);
}

Cell written_iso(Run& run, const Instant& instant, const ZoneInfo& zone, bool as_utc) {
  TextBuilder out = run.text_builder();
  const bool fraction = instant.nanoseconds >= 1'000'000;
  write_time(fraction ? "%Y-%m-%dT%H:%M:%S.%L" : "%Y-%m-%dT%H:%M:%S", instant, zone, out);
  as_utc ? out.push_back('Z') : write_time("%:z", instant, zone, out);
  return run.finish(out);
}

// Nothing for null and empty text; fails when there is something that is no date.
std::optional<Instant> required_instant(Run& run, const FilterInput& input, std::string_view filter) {
  const Cell& value = input.value;
  if (value.is_null() || (value.is_string() && trim(value.value.as_string()).empty())) return std::nullopt;
  const auto instant = instant_of(run, value);
  if (!instant) run.fail(std::string(filter) + ": the input is not a date");
  return instant;
}

}  // namespace

// What is no date passes unchanged, as Liquid has it.
Cell date(Run& run, const FilterInput& input) {
  const std::string_view format = run.text_of(input.arguments[0]);
  if (format.empty()) return input.value;
  const auto instant = instant_of(run, input.value);
  if (!instant) return input.value;
  TextBuilder out = run.text_builder();
  write_time(format, *instant, zone_of(run, *instant), out);
  return run.finish(out);
}

// In UTC, or with the offset that the input named.
Cell iso8601(Run& run, const FilterInput& input) {
  const auto instant = required_instant(run, input, "iso8601");
  if (!instant) return {};
  if (!instant->offset_seconds) return written_iso(run, *instant, {}, true);
  return written_iso(run, *instant, zone_of(run, *instant), false);
}

Cell epoch_ms(Run& run, const FilterInput& input) {
  const auto instant = required_instant(run, input, "epoch_ms");
  if (!instant) return {};
  return Value::integer(instant->seconds * 1000 + instant->nanoseconds / 1'000'000);
}

Cell tz(Run& run, const FilterInput& input) {
  const std::string_view zone = run.text_of(input.arguments[0]);
  if (!is_time_zone(zone)) return run.fail("tz: the time zone is unknown"), Cell();
  const auto instant = required_instant(run, input, "tz");
  if (!instant) return {};
  return written_iso(run, *instant, zone_info(zone, instant->seconds), false);
}

}  // namespace hub::mapping::liquid::filters
