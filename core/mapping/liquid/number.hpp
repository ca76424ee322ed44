// Numbers as Liquid counts: whole numbers of 64 bits, and decimals, so that 10.1 plus 2.2 is 12.3. Values;
// any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/mapping/liquid/cell.hpp"

namespace hub::mapping::liquid {

__extension__ using Int128 = __int128;

// digits × 10^exponent, exactly.
struct Decimal {
  Int128 digits = 0;
  int exponent = 0;
};

struct Number {
  bool whole = true;
  std::int64_t integer = 0;  // when whole
  Decimal decimal;           // when not

  static Number of(std::int64_t value) { return {true, value, {}}; }
  static Number of(Decimal value) { return {false, 0, value}; }
  static Number of(double value);
  Decimal as_decimal() const { return whole ? Decimal{integer, 0} : decimal; }
  double as_double() const;
  // A double is written as Ruby does: "1.0", "0.1", "1.0e+20".
  Value value() const;
};

// Integers and decimals as they are, strings as far as they begin with a number, everything else as 0.
// Nothing when a string holds a whole number of more than 64 bits.
std::optional<Number> to_number(const Cell& cell);
// "12", "-3"; not "12a", "" or "1.5".
std::optional<std::int64_t> parse_whole(std::string_view text);
// What `limit`, `offset` and the like take: a whole number or a string that is nothing but one.
std::optional<std::int64_t> to_whole(const Cell& cell);

// Nothing when the result does not fit.
std::optional<Number> add(const Number& a, const Number& b);
std::optional<Number> subtract(const Number& a, const Number& b);
std::optional<Number> multiply(const Number& a, const Number& b);
// Round down, as for whole numbers; precondition: !is_zero(b).
std::optional<Number> divide(const Number& a, const Number& b);
std::optional<Number> modulo(const Number& a, const Number& b);
bool is_zero(const Number& number);
int compare(const Number& a, const Number& b);

enum class Rounding : std::uint8_t { down, up, half_up };
// To `places` digits behind the point; a whole number when that is 0 or fewer.
std::optional<Number> round(const Number& number, std::int64_t places, Rounding rounding);

// The shortest text that reads back as `value`, in Ruby's form. Writes at most 32 characters.
std::string_view write_double(double value, char (&into)[32]);

}  // namespace hub::mapping::liquid
