// Filters that calculate.
#include <cmath>

#include "core/mapping/liquid/filter_functions.hpp"
#include "core/mapping/liquid/run.hpp"

namespace hub::mapping::liquid::filters {
namespace {

Cell result_of(Run& run, const std::optional<Number>& number) {
  if (!number) return run.fail("the result is too large"), Cell();
  const Value value = number->value();
  if (value.is_number() && !std::isfinite(value.as_double())) run.fail("the result is too large");
  return value;
}

using Operation = std::optional<Number> (*)(const Number&, const Number&);

Cell calculated(Run& run, const FilterInput& input, Operation operation) {
  return result_of(run, operation(run.number_of(input.value), run.number_of(input.arguments[0])));
}

Cell divided(Run& run, const FilterInput& input, Operation operation, std::string_view name) {
  const Number divisor = run.number_of(input.arguments[0]);
  if (is_zero(divisor)) return run.fail(std::string(name) + ": division by zero"), Cell();
  return result_of(run, operation(run.number_of(input.value), divisor));
}

Cell to_integer(Run& run, const FilterInput& input, Rounding rounding) {
  return result_of(run, liquid::round(run.number_of(input.value), 0, rounding));
}

}  // namespace

Cell plus(Run& run, const FilterInput& input) {
  return calculated(run, input, add);
}
Cell minus(Run& run, const FilterInput& input) {
  return calculated(run, input, subtract);
}
Cell times(Run& run, const FilterInput& input) {
  return calculated(run, input, multiply);
}
Cell divided_by(Run& run, const FilterInput& input) {
  return divided(run, input, divide, "divided_by");
}
Cell modulo(Run& run, const FilterInput& input) {
  return divided(run, input, liquid::modulo, "modulo");
}

Cell abs(Run& run, const FilterInput& input) {
  const Number number = run.number_of(input.value);
  const bool negative = number.whole ? number.integer < 0 : number.decimal.digits < 0;
  return negative ? result_of(run, subtract(Number::of(std::int64_t{0}), number)) : Cell(number.value());
}

Cell at_least(Run& run, const FilterInput& input) {
  const Number number = run.number_of(input.value);
  const Number least = run.number_of(input.arguments[0]);
  return (compare(least, number) > 0 ? least : number).value();
}

Cell at_most(Run& run, const FilterInput& input) {
  const Number number = run.number_of(input.value);
  const Number most = run.number_of(input.arguments[0]);
  return (compare(most, number) < 0 ? most : number).value();
}

Cell ceil(Run& run, const FilterInput& input) {
  return to_integer(run, input, Rounding::up);
}
Cell floor(Run& run, const FilterInput& input) {
  return to_integer(run, input, Rounding::down);
}

Cell round(Run& run, const FilterInput& input) {
  std::int64_t places = 0;
  if (!input.arguments.empty()) {
    const auto whole = liquid::round(run.number_of(input.arguments[0]), 0, Rounding::down);
    if (!whole) return result_of(run, whole);
    places = whole->integer;
  }
  return result_of(run, liquid::round(run.number_of(input.value), places, Rounding::half_up));
}

}  // namespace hub::mapping::liquid::filters
