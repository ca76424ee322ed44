#include "connectors/salesforce/canonical.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "core/model/json.hpp"

namespace hub::connectors::salesforce {

namespace {

using model::Value;

bool is_dropped(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view without_controls(std::string_view text, model::Arena& arena) {
  if (std::ranges::none_of(text, is_dropped)) return text;
  char* kept = arena.take_array<char>(text.size());
  const auto end = std::ranges::remove_copy_if(text, kept, is_dropped).out;
  return {kept, static_cast<std::size_t>(end - kept)};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool read_digits(std::string_view& text, std::size_t count, int& number) {
  if (text.size() < count) return false;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + count, number);
  if (failure != std::errc{} || end != text.data() + count || number < 0) return false;
  text.remove_prefix(count);
  return true;
}

bool skip(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

// "Z", "+0100" or "+01:00" to the end of the text.
std::optional<std::chrono::minutes> read_offset(std::string_view text) {
  if (text == "Z") return std::chrono::minutes(0);
  const bool is_west = text.starts_with('-');
  int hours = 0, minutes = 0;
  if (!is_west && !text.starts_with('+')) return std::nullopt;
  text.remove_prefix(1);
  if (!read_digits(text, 2, hours)) return std::nullopt;
  skip(text, ':');
  if (!read_digits(text, 2, minutes) || !text.empty()) return std::nullopt;
  const auto offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return is_west ? -offset : offset;
}

// A complete date-time of ISO 8601, or nothing.
std::optional<std::chrono::sys_seconds> read_time(std::string_view text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const bool reads = read_digits(text, 4, year) && skip(text, '-') && read_digits(text, 2, month) &&
                     skip(text, '-') && read_digits(text, 2, day) && skip(text, 'T') &&
                     read_digits(text, 2, hour) && skip(text, ':') && read_digits(text, 2, minute) &&
                     skip(text, ':') && read_digits(text, 2, second);
  if (!reads) return std::nullopt;
  if (skip(text, '.')) text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
  const auto offset = read_offset(text);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!offset || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) - *offset;
}

std::string_view write_time(std::chrono::sys_seconds time, model::Arena& arena) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(time - days);
  std::array<char, 32> text;
  const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", int(date.year()),
                                 unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
                                 int(clock.minutes().count()), int(clock.seconds().count()));
  return arena.copy({text.data(), static_cast<std::size_t>(size)});
}

bool may_be(const FieldFacts* facts, std::string_view type, std::string_view or_type = {}) {
  return !facts || facts->type.empty() || facts->type == type || facts->type == or_type;
}

Value canonical_text(const Value& value, const FieldFacts* facts, model::Arena& arena) {
  std::string_view text = trimmed(without_controls(value.as_string(), arena));
  if (text.empty()) return Value().with_class(value.data_class());
  if (may_be(facts, "datetime")) {
    if (const auto time = read_time(text)) text = write_time(*time, arena);
  }
  if (may_be(facts, "reference", "id")) text = id_18(text, arena);
  return Value::string(text, value.data_class());
}

}  // namespace

Value canonical(const Value& value, const FieldFacts* facts, model::Arena& arena) {
  if (value.is_string()) return canonical_text(value, facts, arena);
  if (value.is_number() && facts && facts->scale) {
    const double unit = std::pow(10.0, *facts->scale);
    return Value::number(std::round(value.as_double() * unit) / unit, value.data_class());
  }
  return value;
}

void write_clean_json(const Value& value, Buffer& out) {
  if (!value.is_string() || std::ranges::none_of(value.as_string(), is_dropped)) {
    return model::write_json(value, out);
  }
  model::Arena scratch(value.as_string().size());
  model::write_json_string(without_controls(value.as_string(), scratch), out);
}

std::string_view id_18(std::string_view id, model::Arena& arena) {
  constexpr std::string_view kChecksum = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
  constexpr std::size_t kShort = 15, kChunk = 5;
  const bool is_id = id.size() == kShort && std::ranges::all_of(id, [](char c) {
                       return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
                     });
  if (!is_id) return id;
  std::array<char, 18> full;
  std::ranges::copy(id, full.begin());
  for (std::size_t chunk = 0; chunk < kShort / kChunk; ++chunk) {
    std::size_t bits = 0;
    for (std::size_t i = 0; i < kChunk; ++i) {
      const char c = id[chunk * kChunk + i];
      if (c >= 'A' && c <= 'Z') bits |= std::size_t{1} << i;
    }
    full[kShort + chunk] = kChecksum[bits];
  }
  return arena.copy({full.data(), full.size()});
}

}  // namespace hub::connectors::salesforce
