// The filters of the language: their names, arguments and what runs them. Immutable; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/mapping/liquid/cell.hpp"

namespace hub::mapping::liquid {

class Run;

// The keyword argument, when given, comes behind the positional ones.
struct FilterInput {
  const Cell& value;
  std::span<const Cell> arguments;
  const Cell* keyword = nullptr;
};

// On failure Run::fail() has been called and the result does not matter.
using FilterFunction = Cell (*)(Run& run, const FilterInput& input);

// What a filter does to the class of data.
enum class Lowering : std::uint8_t { none, mask, redact };

// What part of its input the result is, for the analysis.
enum class Selects : std::uint8_t {
  whole,     // anything made of the input
  same,      // the input's own elements: where, sort
  element,   // one of them: first
  count,     // how many there are
  property,  // their property named by the first argument: map, sum
};

struct FilterSpec {
  std::string_view name;
  FilterFunction function;
  std::uint8_t arguments_min = 0;
  std::uint8_t arguments_max = 0;
  std::string_view keyword = {};
  Lowering lowering = Lowering::none;
  Selects selects = Selects::whole;
};

const FilterSpec* find_filter(std::string_view name);
// Sorted by name.
std::span<const FilterSpec> all_filters();

}  // namespace hub::mapping::liquid
