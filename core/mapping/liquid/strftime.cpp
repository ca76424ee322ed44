#include "core/mapping/liquid/strftime.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "core/mapping/liquid/characters.hpp"

namespace hub::mapping::liquid {
namespace {

constexpr std::string_view kDays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                      "Thursday", "Friday", "Saturday"};
constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
// Wider padding than this is written as this wide.
constexpr int kWidthMax = 256;

struct Directive {
  char padding = 0;  // '0', ' ', '-' for none, or 0 for the directive's own
  bool upper = false;
  bool swap_case = false;
  int colons = 0;
  int width = -1;
};

class Writer {
 public:
  Writer(const Instant& instant, const ZoneInfo& zone, TextBuilder& out)
      : instant_(instant), zone_(zone), time_(civil_time(instant.seconds + zone.offset_seconds)), out_(out) {}

  void write(std::string_view format);

 private:
  // Reads flags, width and letter behind a '%'; false when the letter is unknown.
  bool directive(std::string_view format, std::size_t& at);
  bool write_date(char letter, const Directive& d);
  bool write_clock(char letter, const Directive& d);
  bool write_name(char letter, const Directive& d);
  bool write_whole(char letter, const Directive& d);
  void combined(std::string_view format, const Directive& d);
  void number(std::int64_t value, int width, char padding, const Directive& d);
  void text(std::string_view text, const Directive& d);
  void fraction(int digits);
  void offset(const Directive& d);
  int week(int first_day) const;
  std::pair<std::int64_t, int> iso_week() const;
  int hour12() const { return time_.hour % 12 == 0 ? 12 : time_.hour % 12; }
  int wday() const { return weekday(instant_.seconds + zone_.offset_seconds); }

  const Instant& instant_;
  const ZoneInfo& zone_;
  CivilTime time_;
  TextBuilder& out_;
};

void Writer::write(std::string_view format) {
  for (std::size_t i = 0; i < format.size() && !out_.over_limit();) {
    if (format[i] != '%') {
      out_.push_back(format[i++]);
      continue;
    }
    const std::size_t begin = i++;
    if (!directive(format, i)) out_.append(format.substr(begin, i - begin));
  }
}

bool Writer::directive(std::string_view format, std::size_t& at) {
  Directive d;
  for (; at < format.size(); ++at) {
    const char c = format[at];
    if (c == '-' || c == '0') {
      d.padding = c;
    } else if (c == '_') {
      d.padding = ' ';
    } else if (c == '^') {
      d.upper = true;
    } else if (c == '#') {
      d.swap_case = true;
    } else if (c == ':') {
      ++d.colons;
    } else {
      break;
    }
  }
  for (; at < format.size() && is_digit(format[at]); ++at) {
    d.width = std::min(std::max(d.width, 0) * 10 + (format[at] - '0'), kWidthMax);
  }
  if (at < format.size() && (format[at] == 'E' || format[at] == 'O') && at + 1 < format.size()) ++at;
  if (at == format.size()) return false;
  const char letter = format[at++];
  if (d.colons > 0 && letter != 'z') return false;
  return write_date(letter, d) || write_clock(letter, d) || write_name(letter, d) || write_whole(letter, d);
}

bool Writer::write_date(char letter, const Directive& d) {
  switch (letter) {
    case 'Y':
      return number(time_.year, time_.year < 0 ? 5 : 4, '0', d), true;
    case 'C':
      return number(time_.year / 100, 2, '0', d), true;
    case 'y':
      return number(std::abs(time_.year % 100), 2, '0', d), true;
    case 'm':
      return number(time_.month, 2, '0', d), true;
    case 'd':
      return number(time_.day, 2, '0', d), true;
    case 'e':
      return number(time_.day, 2, ' ', d), true;
    case 'j':
      return number(day_of_year(time_), 3, '0', d), true;
    case 'U':
      return number(week(0), 2, '0', d), true;
    case 'W':
      return number(week(1), 2, '0', d), true;
    case 'G':
      return number(iso_week().first, 4, '0', d), true;
    case 'g':
      return number(iso_week().first % 100, 2, '0', d), true;
    case 'V':
      return number(iso_week().second, 2, '0', d), true;
    case 'u':
      return number(wday() == 0 ? 7 : wday(), 1, '0', d), true;
    case 'w':
      return number(wday(), 1, '0', d), true;
    default:
      return false;
  }
}

bool Writer::write_clock(char letter, const Directive& d) {
  switch (letter) {
    case 'H':
      return number(time_.hour, 2, '0', d), true;
    case 'k':
      return number(time_.hour, 2, ' ', d), true;
    case 'I':
      return number(hour12(), 2, '0', d), true;
    case 'l':
      return number(hour12(), 2, ' ', d), true;
    case 'M':
      return number(time_.minute, 2, '0', d), true;
    case 'S':
      return number(time_.second, 2, '0', d), true;
    case 'L':
      return fraction(d.width > 0 ? d.width : 3), true;
    case 'N':
      return fraction(d.width > 0 ? d.width : 9), true;
    case 's':
      return number(instant_.seconds, 1, '0', d), true;
    case 'z':
      return offset(d), true;
    default:
      return false;
  }
}

bool Writer::write_name(char letter, const Directive& d) {
  Directive changed = d;
  switch (letter) {
    case 'A':
      changed.upper |= d.swap_case;
      return text(kDays[wday()], changed), true;
    case 'a':
      changed.upper |= d.swap_case;
      return text(kDays[wday()].substr(0, 3), changed), true;
    case 'B':
      changed.upper |= d.swap_case;
      return text(kMonths[time_.month - 1], changed), true;
    case 'b':
    case 'h':
      changed.upper |= d.swap_case;
      return text(kMonths[time_.month - 1].substr(0, 3), changed), true;
    case 'p':
      return text(d.swap_case ? (time_.hour < 12 ? "am" : "pm") : (time_.hour < 12 ? "AM" : "PM"), d), true;
    case 'P':
      return text(time_.hour < 12 ? "am" : "pm", d), true;
    case 'Z':
      return text(zone_.abbreviation, d), true;
    case '%':
      return text("%", d), true;
    case 'n':
      return text("\n", d), true;
    case 't':
      return text("\t", d), true;
    default:
      return false;
  }
}

bool Writer::write_whole(char letter, const Directive& d) {
  switch (letter) {
    case 'c':
      return combined("%a %b %e %H:%M:%S %Y", d), true;
    case 'D':
    case 'x':
      return combined("%m/%d/%y", d), true;
    case 'F':
      return combined("%Y-%m-%d", d), true;
    case 'T':
    case 'X':
      return combined("%H:%M:%S", d), true;
    case 'R':
      return combined("%H:%M", d), true;
    case 'r':
      return combined("%I:%M:%S %p", d), true;
    case 'v':
      return combined("%e-%^b-%Y", d), true;
    case '+':
      return combined("%a %b %e %H:%M:%S %Z %Y", d), true;
    default:
      return false;
  }
}

void Writer::combined(std::string_view format, const Directive& d) {
  const std::size_t begin = out_.size();
  write(format);
  const auto written = static_cast<int>(out_.size() - begin);
  if (d.width <= written && !d.upper) return;
  // Rare: write it again behind its padding.
  char kept[128];
  const std::size_t size = std::min(out_.size() - begin, sizeof kept);
  std::ranges::copy(out_.view().substr(begin, size), kept);
  out_.shorten(begin);
  text({kept, size}, d);
}

void Writer::number(std::int64_t value, int width, char padding, const Directive& d) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value);
  std::string_view written(digits, static_cast<std::size_t>(end.ptr - digits));
  if (d.padding == '-') return out_.append(written);
  if (d.padding != 0) padding = d.padding;
  if (d.width >= 0) width = std::max(d.width, 1);
  if (padding == '0' && value < 0) {
    out_.push_back('-');
    written.remove_prefix(1);
    --width;
  }
  for (auto i = static_cast<int>(written.size()); i < width; ++i) out_.push_back(padding);
  out_.append(written);
}

void Writer::text(std::string_view text, const Directive& d) {
  const char padding = d.padding == '0' ? '0' : ' ';
  if (d.padding != '-') {
    for (auto i = static_cast<int>(text.size()); i < d.width; ++i) out_.push_back(padding);
  }
  for (const char c : text) out_.push_back(d.upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
}

void Writer::fraction(int digits) {
  std::int32_t unit = 100'000'000;
  for (int i = 0; i < digits; ++i, unit /= 10) {
    out_.push_back(unit == 0 ? '0' : static_cast<char>('0' + instant_.nanoseconds / unit % 10));
  }
}

// +hhmm, %:z +hh:mm, %::z +hh:mm:ss.
void Writer::offset(const Directive& d) {
  const int seconds = std::abs(zone_.offset_seconds);
  const Directive none;
  out_.push_back(zone_.offset_seconds < 0 ? '-' : '+');
  const int around = (d.colons == 0 ? 5 : d.colons == 1 ? 6 : 9);
  for (int i = around; i < d.width && d.padding != ' ' && d.padding != '-'; ++i) out_.push_back('0');
  number(seconds / 3600, 2, '0', none);
  if (d.colons > 0) out_.push_back(':');
  number(seconds / 60 % 60, 2, '0', none);
  if (d.colons > 1) {
    out_.push_back(':');
    number(seconds % 60, 2, '0', none);
  }
}

// Week of the year, counted from its first Sunday (0) or Monday (1).
int Writer::week(int first_day) const {
  return (day_of_year(time_) - 1 + 7 - (wday() - first_day + 7) % 7) / 7;
}

std::pair<std::int64_t, int> Writer::iso_week() const {
  const auto weeks_in = [](std::int64_t year) {
    const int last_day = weekday(epoch_seconds(CivilTime{.year = year, .month = 12, .day = 31}));
    const int first_day = weekday(epoch_seconds(CivilTime{.year = year, .month = 1, .day = 1}));
    return first_day == 4 || last_day == 4 ? 53 : 52;
  };
  const int monday_based = (wday() + 6) % 7;
  const int number = (day_of_year(time_) - 1 - monday_based + 10) / 7;
  if (number < 1) return {time_.year - 1, weeks_in(time_.year - 1)};
  if (number > weeks_in(time_.year)) return {time_.year + 1, 1};
  return {time_.year, number};
}

}  // namespace

void write_time(std::string_view format, const Instant& instant, const ZoneInfo& zone, TextBuilder& out) {
  Writer(instant, zone, out).write(format);
}

}  // namespace hub::mapping::liquid
