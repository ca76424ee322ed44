#include "core/mapping/liquid/date_parser.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "core/mapping/liquid/characters.hpp"

namespace hub::mapping::liquid {
namespace {

constexpr std::size_t kTextMax = 128;
constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

struct Fields {
  std::optional<std::int64_t> year;
  std::optional<int> month, day, hour, minute, second, offset;
  std::int32_t nanoseconds = 0;
  bool utc = false;  // by name: an offset in digits is kept, UTC gives way to the zone asked for
};

struct NamedOffset {
  std::string_view name;
  int hours;
};
constexpr NamedOffset kOffsets[] = {{"utc", 0},  {"gmt", 0},  {"z", 0},    {"est", -5}, {"edt", -4},
                                    {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8},
                                    {"pdt", -7}, {"cet", 1},  {"cest", 2}, {"eet", 2},  {"eest", 3},
                                    {"wet", 0},  {"west", 1}, {"bst", 1}};

// Reads the text from left to right; what it does not know is skipped, as Ruby's Time.parse does.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool read(Fields& fields);

 private:
  struct Digits {
    std::int64_t value = 0;
    std::size_t count = 0;
  };

  bool at_end() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  Digits digits();
  std::string_view word();
  bool number(Fields& fields);
  bool clock(Fields& fields, int hour);
  bool separated(Fields& fields, Digits first, char separator);
  bool compact(Fields& fields, Digits first);
  bool zone(Fields& fields);
  void meridian(Fields& fields);
  bool name(Fields& fields);
  static void set_year(Fields& fields, Digits digits);
  static void set_date(Fields& fields, Digits a, Digits b, Digits c);

  std::string_view text_;
  std::size_t at_ = 0;
};

Reader::Digits Reader::digits() {
  Digits read;
  for (; is_digit(peek()); ++at_, ++read.count) {
    if (read.count < 17) read.value = read.value * 10 + (peek() - '0');
  }
  return read;
}

std::string_view Reader::word() {
  const std::size_t begin = at_;
  while (is_letter(peek())) ++at_;
  return text_.substr(begin, at_ - begin);
}

void Reader::set_year(Fields& fields, Digits digits) {
  fields.year = digits.count > 2 ? digits.value : digits.value + (digits.value >= 69 ? 1900 : 2000);
}

// Year first or last, wherever three digits or more stand; else year, month, day.
void Reader::set_date(Fields& fields, Digits a, Digits b, Digits c) {
  if (c.count > 2 && a.count <= 2) std::swap(a, c);
  set_year(fields, a);
  fields.month = static_cast<int>(std::min<std::int64_t>(b.value, 99));
  fields.day = static_cast<int>(std::min<std::int64_t>(c.value, 99));
}

bool Reader::read(Fields& fields) {
  while (!at_end()) {
    if (is_digit(peek())) {
      if (!number(fields)) return false;
    } else if (is_letter(peek())) {
      if (!name(fields)) return false;
    } else if ((peek() == '+' || peek() == '-') && fields.hour && !fields.offset && is_digit(peek(1))) {
      if (!zone(fields)) return false;
    } else {
      ++at_;
    }
  }
  return fields.year || fields.month || fields.day || fields.hour;
}

bool Reader::number(Fields& fields) {
  const Digits first = digits();
  const char next = peek();
  if (next == ':' && is_digit(peek(1)) && first.count <= 2)
    return clock(fields, static_cast<int>(first.value));
  const bool date_separator = next == '-' || next == '/' || next == '.';
  if (date_separator && is_digit(peek(1)) && !fields.year) return separated(fields, first, next);
  if (first.count == 8 || first.count == 14 || first.count == 12) return compact(fields, first);
  if (first.count == 6 && fields.day && !fields.hour) return compact(fields, first);
  if (first.count > 4) return false;
  while (peek() == ' ' && (to_lower(peek(1)) == 'a' || to_lower(peek(1)) == 'p') && to_lower(peek(2)) == 'm')
    ++at_;
  if ((to_lower(peek()) == 'a' || to_lower(peek()) == 'p') && to_lower(peek(1)) == 'm' && !fields.hour) {
    fields.hour = static_cast<int>(first.value);
    meridian(fields);
    return *fields.hour < 24;
  }
  for (const std::string_view ordinal : {"st", "nd", "rd", "th"}) {
    if (text_.substr(at_).starts_with(ordinal) && !is_letter(peek(2))) at_ += 2;
  }
  if (first.count <= 2 && !fields.day) {
    fields.day = static_cast<int>(first.value);
  } else if (!fields.year) {
    set_year(fields, first);
  }
  return true;
}

bool Reader::clock(Fields& fields, int hour) {
  fields.hour = hour;
  ++at_;
  fields.minute = static_cast<int>(std::min<std::int64_t>(digits().value, 99));
  if (peek() == ':' && is_digit(peek(1))) {
    ++at_;
    fields.second = static_cast<int>(std::min<std::int64_t>(digits().value, 99));
    if ((peek() == '.' || peek() == ',') && is_digit(peek(1))) {
      ++at_;
      std::int32_t unit = 100'000'000;
      for (; is_digit(peek()); ++at_, unit /= 10) fields.nanoseconds += (peek() - '0') * unit;
    }
  }
  meridian(fields);
  return true;
}

// "10:20 pm", "10 p.m." is left to those who write it.
void Reader::meridian(Fields& fields) {
  const std::size_t begin = at_;
  while (peek() == ' ') ++at_;
  const char c = to_lower(peek());
  if ((c == 'a' || c == 'p') && to_lower(peek(1)) == 'm' && !is_letter(peek(2))) {
    at_ += 2;
    fields.hour = *fields.hour % 12 + (c == 'p' ? 12 : 0);
  } else {
    at_ = begin;
  }
}

bool Reader::separated(Fields& fields, Digits first, char separator) {
  ++at_;
  const Digits second = digits();
  if (peek() == separator && is_digit(peek(1))) {
    ++at_;
    set_date(fields, first, second, digits());
    return true;
  }
  if (first.count > 2) {
    set_year(fields, first);
    fields.month = static_cast<int>(std::min<std::int64_t>(second.value, 99));
  } else {
    fields.month = static_cast<int>(first.value);
    fields.day = static_cast<int>(std::min<std::int64_t>(second.value, 99));
  }
  return true;
}

// 20160314, 201603141020, 20160314102030, and 102030 behind a date.
bool Reader::compact(Fields& fields, Digits first) {
  std::int64_t rest = first.value;
  const auto last_two = [&rest] {
    const auto two = static_cast<int>(rest % 100);
    rest /= 100;
    return two;
  };
  if (first.count == 6 || first.count == 14) fields.second = last_two();
  if (first.count != 8) {
    fields.minute = last_two();
    fields.hour = last_two();
  }
  if (first.count == 6) return true;
  fields.day = last_two();
  fields.month = last_two();
  fields.year = rest;
  return true;
}

bool Reader::zone(Fields& fields) {
  const int sign = peek() == '-' ? -1 : 1;
  ++at_;
  const Digits first = digits();
  std::int64_t minutes = 0;
  std::int64_t hours = first.value;
  if (peek() == ':' && is_digit(peek(1))) {
    ++at_;
    minutes = digits().value;
  } else if (first.count > 2) {
    hours = first.value / 100;
    minutes = first.value % 100;
  }
  if (hours > 23 || minutes > 59 || first.count > 4) return false;
  fields.offset = sign * static_cast<int>(hours * 3600 + minutes * 60);
  return true;
}

bool Reader::name(Fields& fields) {
  const std::string_view read = word();
  std::string lower(read.substr(0, 5));
  std::ranges::transform(lower, lower.begin(), [](char c) { return to_lower(c); });
  if (lower == "t" && is_digit(peek())) return true;
  if (read.size() >= 3 && !fields.month) {
    const auto month = std::ranges::find(kMonths, std::string_view(lower).substr(0, 3));
    if (month != kMonths.end()) {
      fields.month = static_cast<int>(month - kMonths.begin()) + 1;
      return true;
    }
  }
  if (!fields.hour || fields.offset) return true;
  for (const NamedOffset& known : kOffsets) {
    if (lower != known.name || read.size() != known.name.size()) continue;
    fields.offset = known.hours * 3600;
    fields.utc = known.hours == 0 && known.name != "wet";
  }
  return true;
}

bool plausible(const Fields& fields) {
  const auto within = [](const std::optional<int>& value, int low, int high) {
    return !value || (*value >= low && *value <= high);
  };
  return within(fields.month, 1, 12) && within(fields.day, 1, 31) && within(fields.hour, 0, 24) &&
         within(fields.minute, 0, 59) && within(fields.second, 0, 60) &&
         (!fields.year || *fields.year <= 9999);
}

// "2016-03-14T10:20:30.123Z", what every case is full of, without the detours.
bool read_iso(std::string_view text, Fields& fields) {
  const auto two = [text](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() < 20 || text.back() != 'Z') return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == 'd' ? !is_digit(text[i]) : text[i] != kShape[i]) return false;
  }
  std::int32_t unit = 100'000'000;
  for (std::size_t i = 20; i + 1 < text.size(); ++i, unit /= 10) {
    if (text[19] != '.' || !is_digit(text[i])) return false;
    fields.nanoseconds += (text[i] - '0') * unit;
  }
  if (text.size() == 21) return false;
  fields.year = two(0) * 100 + two(2);
  fields.month = two(5);
  fields.day = two(8);
  fields.hour = two(11);
  fields.minute = two(14);
  fields.second = two(17);
  fields.offset = 0;
  fields.utc = true;
  return true;
}

}  // namespace

std::optional<Instant> parse_date(std::string_view text, const Instant& now, std::string_view zone) {
  text = trim(text);
  if (text.size() > kTextMax) return std::nullopt;
  Fields fields;
  if (!read_iso(text, fields)) {
    fields = {};
    if (!Reader(text).read(fields)) return std::nullopt;
  }
  if (!plausible(fields)) return std::nullopt;
  CivilTime time;
  if (!fields.year || (!fields.month && !fields.day)) {
    const CivilTime today = civil_time(now.seconds + zone_info(zone, now.seconds).offset_seconds);
    if (!fields.year) time.year = today.year;
    if (!fields.year && !fields.month) time.month = today.month;
    if (!fields.year && !fields.month && !fields.day) time.day = today.day;
  }
  if (fields.year) time.year = *fields.year;
  if (fields.month) time.month = *fields.month;
  if (fields.day) time.day = *fields.day;
  time.hour = fields.hour.value_or(0);
  time.minute = fields.minute.value_or(0);
  time.second = fields.second.value_or(0);
  Instant instant{.seconds = 0, .nanoseconds = fields.nanoseconds, .offset_seconds = fields.offset};
  instant.seconds = fields.offset ? epoch_seconds(time) - *fields.offset : epoch_seconds(time, zone);
  if (fields.utc) instant.offset_seconds.reset();
  return instant;
}

}  // namespace hub::mapping::liquid
