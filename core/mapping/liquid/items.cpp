#include "core/mapping/liquid/items.hpp"

#include <algorithm>

#include "core/mapping/liquid/utf8.hpp"

namespace hub::mapping::liquid {
namespace {

// What a list of that many items costs beyond looking at them: memory.
constexpr std::uint64_t kItemCost = 8;

void flatten(Run& run, std::span<const Value> items, ValueList& into) {
  for (const Value& item : items) {
    if (!run.charge(kItemCost)) return;
    if (item.is_array()) {
      run.touch(item.data_class());
      flatten(run, item.as_array(), into);
    } else {
      into.push_back(item);
    }
  }
}

std::span<const Value> counted_out(Run& run, const Cell& range) {
  const std::uint64_t size = range.range_size();
  if (size > run.context.limits.work / kItemCost || !run.charge(size * kItemCost)) {
    run.fail_limit("work");
    return {};
  }
  Value* values = run.arena.take_array<Value>(size);
  for (std::uint64_t i = 0; i < size; ++i) {
    values[i] = Value::integer(range.range_first() + static_cast<std::int64_t>(i), range.data_class());
  }
  return {values, size};
}

Subscript string_subscript(const Value& item, const Cell& key) {
  const std::string_view text = item.as_string();
  if (key.is_string()) {
    const bool holds = text.find(key.value.as_string()) != std::string_view::npos;
    return {Subscript::Kind::found, holds ? key.value.with_class(item.data_class()) : Value()};
  }
  if (key.is_null()) return {Subscript::Kind::unsupported, {}};
  if (!key.is_number()) return {Subscript::Kind::mismatch, {}};
  const auto size = static_cast<double>(character_count(text));
  double index = key.value.as_double();
  if (index < 0) index += size;
  if (index < 0 || index >= size) return {};
  const std::string_view rest = text.substr(bytes_of(text, static_cast<std::size_t>(index)));
  return {Subscript::Kind::found, Value::string(first_character(rest), item.data_class())};
}

Subscript bit_subscript(const Value& item, const Cell& key) {
  if (!key.is_number()) return {Subscript::Kind::mismatch, {}};
  const double index = key.value.as_double();
  const std::int64_t shifted = index >= 63 ? (item.as_integer() < 0 ? -1 : 0)
                               : index < 0 ? 0
                                           : item.as_integer() >> static_cast<int>(index);
  return {Subscript::Kind::found, Value::integer(shifted & 1, item.data_class())};
}

}  // namespace

Cell array_of(const ValueList& list) {
  return Value::array({list.data(), list.size()});
}

std::span<const Value> items_of(Run& run, const Cell& cell) {
  if (cell.is_range()) return counted_out(run, cell);
  if (cell.is_null() || cell.is_word()) return {};
  if (!cell.is_array()) {
    Value* only = run.arena.take_array<Value>(1);
    *only = cell.value;
    return {only, 1};
  }
  const auto items = cell.value.as_array();
  run.charge(items.size());
  if (std::ranges::none_of(items, &Value::is_array)) return items;
  ValueList flat(&run.arena);
  flatten(run, items, flat);
  return array_of(flat).value.as_array();
}

Subscript subscript(const Value& item, const Cell& key) {
  switch (item.kind()) {
    case Value::Kind::object: {
      const Value* member = key.is_string() ? item.find(key.value.as_string()) : nullptr;
      return {Subscript::Kind::found, member ? *member : Value()};
    }
    case Value::Kind::string:
      return string_subscript(item, key);
    case Value::Kind::integer:
      return bit_subscript(item, key);
    case Value::Kind::array:
      return {Subscript::Kind::mismatch, {}};
    default:
      return {Subscript::Kind::unsupported, {}};
  }
}

Value property_of(Run& run, const Value& item, const Cell& key, std::string_view filter) {
  const Subscript result = subscript(item, key);
  if (result.kind == Subscript::Kind::mismatch) {
    run.fail(std::string(filter) + ": an item has no properties to select by");
  }
  return result.value;
}

}  // namespace hub::mapping::liquid
