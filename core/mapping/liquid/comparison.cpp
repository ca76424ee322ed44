#include "core/mapping/liquid/comparison.hpp"

#include <algorithm>

#include "core/mapping/liquid/characters.hpp"

namespace hub::mapping::liquid {
namespace {

bool equals_word(Cell::Tag word, const Cell& other) {
  if (other.is_word()) return word == other.tag;
  return word == Cell::Tag::blank ? is_blank(other) : is_empty(other);
}

std::optional<int> order_numbers(const Value& a, const Value& b) {
  if (a.is_integer() && b.is_integer()) {
    return a.as_integer() < b.as_integer() ? -1 : a.as_integer() > b.as_integer() ? 1 : 0;
  }
  return compare(*to_number(a), *to_number(b));
}

bool is_numeric(const Value& value) {
  return value.is_integer() || value.is_number();
}
bool has_order(const Cell& cell) {
  return cell.is_number() || cell.is_string();
}

bool contains(Run& run, const Cell& a, const Cell& b) {
  if (!a.truthy() || !b.truthy()) return false;
  if (a.is_string()) {
    run.charge(a.value.as_string().size() / 8);
    return a.value.as_string().find(run.text_of(b)) != std::string_view::npos;
  }
  if (a.is_array()) {
    run.charge(a.value.as_array().size());
    return std::ranges::any_of(a.value.as_array(), [&b](const Value& item) { return equal(item, b); });
  }
  if (a.is_object()) return b.is_string() && a.value.find(b.value.as_string());
  if (!a.is_range() || !b.is_number()) return false;
  return b.value.as_double() >= static_cast<double>(a.range_first()) &&
         b.value.as_double() <= static_cast<double>(a.range_last());
}

}  // namespace

bool is_empty(const Cell& cell) {
  if (cell.is_string()) return cell.value.as_string().empty();
  if (cell.is_array()) return cell.value.as_array().empty();
  return cell.is_object() && cell.value.as_object().empty();
}

bool is_blank(const Cell& cell) {
  if (!cell.truthy()) return true;
  return cell.is_string() ? std::ranges::all_of(cell.value.as_string(), is_space) : is_empty(cell);
}

bool equal(const Cell& a, const Cell& b) {
  if (a.is_word()) return equals_word(a.tag, b);
  if (b.is_word()) return equals_word(b.tag, a);
  if (a.is_range() != b.is_range()) return false;
  return a.value == b.value;
}

bool identical(const Value& a, const Value& b) {
  return a.kind() == b.kind() && a == b;
}

std::optional<int> order(const Value& a, const Value& b) {
  if (is_numeric(a) && is_numeric(b)) return order_numbers(a, b);
  if (a.is_string() && b.is_string()) {
    const int result = a.as_string().compare(b.as_string());
    return result < 0 ? -1 : result > 0 ? 1 : 0;
  }
  if (a.is_array() && b.is_array()) {
    const auto x = a.as_array();
    const auto y = b.as_array();
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
      const auto result = order(x[i], y[i]);
      if (!result || *result != 0) return result;
    }
    return x.size() < y.size() ? -1 : x.size() > y.size() ? 1 : 0;
  }
  if (a == b) return 0;
  return std::nullopt;
}

bool compare(Run& run, Comparison comparison, const Cell& a, const Cell& b) {
  switch (comparison) {
    case Comparison::truth:
      return a.truthy();
    case Comparison::equal:
      return equal(a, b);
    case Comparison::unequal:
      return !equal(a, b);
    case Comparison::contains:
      return contains(run, a, b);
    default:
      break;
  }
  if (!has_order(a) || !has_order(b)) return false;
  const auto result = order(a.value, b.value);
  if (!result) return run.fail("a string and a number cannot be ordered"), false;
  switch (comparison) {
    case Comparison::less:
      return *result < 0;
    case Comparison::less_equal:
      return *result <= 0;
    case Comparison::greater:
      return *result > 0;
    default:
      return *result >= 0;
  }
}

}  // namespace hub::mapping::liquid
