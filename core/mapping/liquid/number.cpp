#include "core/mapping/liquid/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

#include "core/mapping/liquid/characters.hpp"

namespace hub::mapping::liquid {
namespace {

// Room for one more digit below 2^127.
constexpr Int128 kDigitsMax = static_cast<Int128>(1) << 120;
constexpr Int128 kQuotientMax = static_cast<Int128>(10'000'000'000) * 10'000'000'000;

Int128 magnitude(Int128 value) {
  return value < 0 ? -value : value;
}

std::optional<Int128> shifted(Int128 digits, int places) {
  for (int i = 0; i < places; ++i) {
    if (magnitude(digits) > kDigitsMax) return std::nullopt;
    digits *= 10;
  }
  return digits;
}

// Both with the smaller exponent of the two, or nothing when one would need too many digits.
std::optional<std::pair<Decimal, Decimal>> aligned(Decimal a, Decimal b) {
  const int exponent = std::min(a.exponent, b.exponent);
  if (a.digits == 0) a.exponent = exponent;
  if (b.digits == 0) b.exponent = exponent;
  const auto x = a.exponent - exponent > 40 ? std::nullopt : shifted(a.digits, a.exponent - exponent);
  const auto y = b.exponent - exponent > 40 ? std::nullopt : shifted(b.digits, b.exponent - exponent);
  if (!x || !y) return std::nullopt;
  return std::pair{Decimal{*x, exponent}, Decimal{*y, exponent}};
}

double to_double(Decimal decimal) {
  char text[64];
  char* end = text + sizeof text;
  char* begin = end;
  char exponent[16];
  const auto tail = std::to_chars(exponent, exponent + sizeof exponent, decimal.exponent);
  begin -= tail.ptr - exponent;
  std::copy(exponent, tail.ptr, begin);
  *--begin = 'e';
  Int128 rest = magnitude(decimal.digits);
  do {
    *--begin = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (decimal.digits < 0) *--begin = '-';
  double value = 0;
  const auto result = std::from_chars(begin, end, value);
  if (result.ec == std::errc::result_out_of_range) return decimal.exponent < 0 ? 0.0 : HUGE_VAL;
  return value;
}

// Reads digits[.digits][e±n].
Decimal parse_decimal(std::string_view text) {
  Decimal decimal;
  const bool negative = text.starts_with('-');
  bool point = false;
  std::size_t i = negative ? 1 : 0;
  for (; i < text.size() && (is_digit(text[i]) || text[i] == '.'); ++i) {
    if (text[i] == '.') {
      point = true;
    } else if (magnitude(decimal.digits) < kDigitsMax) {
      decimal.digits = decimal.digits * 10 + (text[i] - '0');
      if (point) --decimal.exponent;
    } else if (!point) {
      ++decimal.exponent;
    }
  }
  if (i < text.size() && text[i] == 'e') {
    int exponent = 0;
    std::string_view rest = text.substr(i + 1);
    if (rest.starts_with('+')) rest.remove_prefix(1);
    std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
    decimal.exponent += exponent;
  }
  if (negative) decimal.digits = -decimal.digits;
  return decimal;
}

bool is_decimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  if (point == 0 || point == std::string_view::npos || point + 1 == text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i != point && !is_digit(text[i])) return false;
  }
  return true;
}

// The whole number that `text` begins with: "12abc" is 12, "1_000" is 1000, "abc" is 0.
std::optional<std::int64_t> leading_whole(std::string_view text) {
  text = trim_left(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  Int128 value = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool separator = text[i] == '_' && i > 0 && is_digit(text[i - 1]);
    if (separator && i + 1 < text.size() && is_digit(text[i + 1])) continue;
    if (!is_digit(text[i])) break;
    value = value * 10 + (text[i] - '0');
    if (value > static_cast<Int128>(INT64_MAX) + 1) return std::nullopt;
  }
  if (negative) value = -value;
  if (value > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<Number> finite(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return Number::of(value);
}

Int128 floor_divide(Int128 a, Int128 b) {
  const Int128 quotient = a / b;
  return (a % b != 0) && ((a < 0) != (b < 0)) ? quotient - 1 : quotient;
}

// Twenty significant digits: more than a double can tell apart.
Number divide_decimals(Decimal a, Decimal b) {
  const bool negative = (a.digits < 0) != (b.digits < 0);
  Int128 rest = magnitude(a.digits);
  const Int128 divisor = magnitude(b.digits);
  Decimal result{rest / divisor, a.exponent - b.exponent};
  rest %= divisor;
  for (int i = 0; rest != 0 && result.digits < kQuotientMax && i < 400; ++i) {
    if (rest > kDigitsMax || result.digits > kDigitsMax) break;
    rest *= 10;
    result.digits = result.digits * 10 + rest / divisor;
    rest %= divisor;
    --result.exponent;
  }
  if (negative) result.digits = -result.digits;
  return Number::of(result);
}

}  // namespace

Number Number::of(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
  return of(parse_decimal({text, static_cast<std::size_t>(end.ptr - text)}));
}

double Number::as_double() const {
  return whole ? static_cast<double>(integer) : to_double(decimal);
}

Value Number::value() const {
  return whole ? Value::integer(integer) : Value::number(to_double(decimal));
}

std::optional<Number> to_number(const Cell& cell) {
  if (cell.is_integer()) return Number::of(cell.value.as_integer());
  if (cell.is_number()) return Number::of(cell.value.as_double());
  if (!cell.is_string()) return Number::of(std::int64_t{0});
  const std::string_view text = trim(cell.value.as_string());
  if (is_decimal(text)) return Number::of(parse_decimal(text));
  const auto whole = leading_whole(text);
  if (!whole) return std::nullopt;
  return Number::of(*whole);
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !(is_digit(text.back()))) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> to_whole(const Cell& cell) {
  if (cell.is_integer()) return cell.value.as_integer();
  if (cell.is_string()) return parse_whole(cell.value.as_string());
  return std::nullopt;
}

bool is_zero(const Number& number) {
  return number.whole ? number.integer == 0 : number.decimal.digits == 0;
}

int compare(const Number& a, const Number& b) {
  if (a.whole && b.whole) return a.integer < b.integer ? -1 : a.integer > b.integer ? 1 : 0;
  if (const auto pair = aligned(a.as_decimal(), b.as_decimal())) {
    return pair->first.digits < pair->second.digits ? -1 : pair->first.digits > pair->second.digits ? 1 : 0;
  }
  const double x = a.as_double();
  const double y = b.as_double();
  return x < y ? -1 : x > y ? 1 : 0;
}

std::optional<Number> add(const Number& a, const Number& b) {
  if (a.whole && b.whole) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.integer, b.integer, &sum)) return std::nullopt;
    return Number::of(sum);
  }
  if (const auto pair = aligned(a.as_decimal(), b.as_decimal())) {
    if (magnitude(pair->first.digits) <= kDigitsMax * 16 &&
        magnitude(pair->second.digits) <= kDigitsMax * 16) {
      return Number::of(Decimal{pair->first.digits + pair->second.digits, pair->first.exponent});
    }
  }
  return finite(a.as_double() + b.as_double());
}

std::optional<Number> subtract(const Number& a, const Number& b) {
  if (a.whole && b.whole) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.integer, b.integer, &difference)) return std::nullopt;
    return Number::of(difference);
  }
  Decimal negated = b.as_decimal();
  negated.digits = -negated.digits;
  return add(Number::of(a.as_decimal()), Number::of(negated));
}

std::optional<Number> multiply(const Number& a, const Number& b) {
  if (a.whole && b.whole) {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a.integer, b.integer, &product)) return std::nullopt;
    return Number::of(product);
  }
  const Decimal x = a.as_decimal();
  const Decimal y = b.as_decimal();
  Int128 product = 0;
  if (__builtin_mul_overflow(x.digits, y.digits, &product) || magnitude(product) > kDigitsMax * 16) {
    return finite(a.as_double() * b.as_double());
  }
  return Number::of(Decimal{product, x.exponent + y.exponent});
}

std::optional<Number> divide(const Number& a, const Number& b) {
  if (!a.whole || !b.whole) return divide_decimals(a.as_decimal(), b.as_decimal());
  if (a.integer == INT64_MIN && b.integer == -1) return std::nullopt;
  return Number::of(static_cast<std::int64_t>(floor_divide(a.integer, b.integer)));
}

std::optional<Number> modulo(const Number& a, const Number& b) {
  if (a.whole && b.whole) {
    const Int128 rest = a.integer - floor_divide(a.integer, b.integer) * b.integer;
    return Number::of(static_cast<std::int64_t>(rest));
  }
  if (const auto pair = aligned(a.as_decimal(), b.as_decimal())) {
    const Int128 x = pair->first.digits;
    const Int128 y = pair->second.digits;
    Int128 rest = x % y;
    if (rest != 0 && (rest < 0) != (y < 0)) rest += y;
    return Number::of(Decimal{rest, pair->first.exponent});
  }
  const double y = b.as_double();
  const double rest = std::fmod(a.as_double(), y);
  return finite(rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest);
}

std::optional<Number> round(const Number& number, std::int64_t places, Rounding rounding) {
  if (places > 400) return number;
  const Decimal value = number.as_decimal();
  const auto wanted = static_cast<int>(std::max<std::int64_t>(places, -400));
  Int128 digits = value.digits;
  int drop = -wanted - value.exponent;
  if (number.whole && wanted >= 0) return number;
  if (drop > 0) {
    Int128 unit = 1;
    for (int i = 0; i < drop && unit <= kDigitsMax * 12; ++i) unit *= 10;
    if (drop > 38) unit = kDigitsMax * 100;
    const Int128 rest = digits - floor_divide(digits, unit) * unit;
    digits = floor_divide(digits, unit);
    const bool up = rounding == Rounding::up     ? rest != 0
                    : rounding == Rounding::down ? false
                    : value.digits < 0           ? rest > unit - rest
                                                 : rest >= unit - rest;
    if (up) ++digits;
  } else {
    drop = 0;
  }
  const Decimal result{digits, drop > 0 ? -wanted : value.exponent};
  if (wanted > 0) return Number::of(result);
  const auto whole =
      result.exponent > 40 && digits != 0 ? std::nullopt : shifted(digits, digits == 0 ? 0 : result.exponent);
  if (!whole || *whole > INT64_MAX || *whole < INT64_MIN) return std::nullopt;
  return Number::of(static_cast<std::int64_t>(*whole));
}

std::string_view write_double(double value, char (&into)[32]) {
  const double size = std::fabs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  char* end = std::to_chars(into, into + sizeof into - 4, value, format).ptr;
  char* exponent = std::find(into, end, 'e');
  if (std::find(into, exponent, '.') == exponent) {
    std::copy_backward(exponent, end, end + 2);
    exponent[0] = '.';
    exponent[1] = '0';
    end += 2;
  }
  return {into, static_cast<std::size_t>(end - into)};
}

}  // namespace hub::mapping::liquid
