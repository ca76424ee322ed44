// Filters that look into the items of a list: map, sum, where and its kin.
#include "core/mapping/liquid/comparison.hpp"
#include "core/mapping/liquid/filter_functions.hpp"
#include "core/mapping/liquid/items.hpp"

namespace hub::mapping::liquid::filters {
namespace {

enum class Verdict : std::uint8_t { yes, no, cannot_tell };

// Whether an item has the property (truthy, or equal to the second argument).
Verdict judge(Run& run, const Value& item, const FilterInput& input, std::string_view filter) {
  const Subscript found = subscript(item, input.arguments[0]);
  if (found.kind == Subscript::Kind::unsupported) return Verdict::cannot_tell;
  if (found.kind == Subscript::Kind::mismatch) {
    run.fail(std::string(filter) + ": an item has no properties to select by");
    return Verdict::cannot_tell;
  }
  run.touch(run.deep_class_of(found.value));
  const bool any_value = input.arguments.size() < 2 || input.arguments[1].is_null();
  const Cell value = found.value;
  return (any_value ? value.truthy() : equal(value, input.arguments[1])) ? Verdict::yes : Verdict::no;
}

// The items judged as `wanted`; null as soon as one cannot be judged.
Cell filtered(Run& run, const FilterInput& input, Verdict wanted, std::string_view filter) {
  ValueList list(&run.arena);
  for (const Value& item : items_of(run, input.value)) {
    const Verdict verdict = judge(run, item, input, filter);
    if (verdict == Verdict::cannot_tell) return {};
    if (verdict == wanted) list.push_back(item);
  }
  return array_of(list);
}

struct Match {
  Verdict verdict = Verdict::no;
  std::size_t index = 0;
  Value item;
};

Match first_match(Run& run, const FilterInput& input, std::string_view filter) {
  Match match;
  for (const Value& item : items_of(run, input.value)) {
    match.verdict = judge(run, item, input, filter);
    match.item = item;
    if (match.verdict != Verdict::no) return match;
    ++match.index;
  }
  return match;
}

}  // namespace

Cell where(Run& run, const FilterInput& input) {
  return filtered(run, input, Verdict::yes, "where");
}
Cell reject(Run& run, const FilterInput& input) {
  return filtered(run, input, Verdict::no, "reject");
}

Cell find(Run& run, const FilterInput& input) {
  const Match match = first_match(run, input, "find");
  return match.verdict == Verdict::yes ? Cell(match.item) : Cell();
}

Cell find_index(Run& run, const FilterInput& input) {
  const Match match = first_match(run, input, "find_index");
  return match.verdict == Verdict::yes ? Cell(Value::integer(static_cast<std::int64_t>(match.index)))
                                       : Cell();
}

Cell has(Run& run, const FilterInput& input) {
  const Match match = first_match(run, input, "has");
  return match.verdict == Verdict::cannot_tell ? Cell() : Cell(Value::boolean(match.verdict == Verdict::yes));
}

Cell map(Run& run, const FilterInput& input) {
  ValueList list(&run.arena);
  for (const Value& item : items_of(run, input.value)) {
    list.push_back(property_of(run, item, input.arguments[0], "map"));
  }
  return array_of(list);
}

Cell sum(Run& run, const FilterInput& input) {
  std::optional<Number> total = Number::of(std::int64_t{0});
  const bool by_property = !input.arguments.empty() && !input.arguments[0].is_null();
  for (const Value& item : items_of(run, input.value)) {
    const Value value = by_property ? property_of(run, item, input.arguments[0], "sum") : item;
    run.touch(value.data_class());
    if (total) total = add(*total, run.number_of(value));
  }
  if (!total) return run.fail("sum: the result is too large"), Cell();
  return total->value();
}

}  // namespace hub::mapping::liquid::filters
