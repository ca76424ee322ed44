// Filters that rearrange lists.
#include "core/mapping/liquid/characters.hpp"
#include "core/mapping/liquid/comparison.hpp"
#include "core/mapping/liquid/filter_functions.hpp"
#include "core/mapping/liquid/items.hpp"
#include "core/mapping/liquid/utf8.hpp"

namespace hub::mapping::liquid::filters {
namespace {

bool has_key(const FilterInput& input) {
  return !input.arguments.empty() && !input.arguments[0].is_null();
}

int sign(int value) {
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}

// Letters of ASCII without case, as the reference implementation compares.
int compare_natural(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const auto x = static_cast<unsigned char>(to_lower(a[i]));
    const auto y = static_cast<unsigned char>(to_lower(b[i]));
    if (x != y) return x < y ? -1 : 1;
  }
  return sign(static_cast<int>(a.size() > b.size()) - static_cast<int>(a.size() < b.size()));
}

struct Sortable {
  Value item;
  Value key;
};

// Nothing when an item has no properties at all.
std::optional<std::span<Sortable>> sortables(Run& run, const FilterInput& input, std::string_view filter) {
  const auto items = items_of(run, input.value);
  if (!run.charge(items.size() * 2)) return std::nullopt;
  const std::span<Sortable> made(run.arena.take_array<Sortable>(items.size()), items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    made[i] = {items[i], items[i]};
    if (!has_key(input)) continue;
    if (subscript(items[i], input.arguments[0]).kind == Subscript::Kind::unsupported) return std::nullopt;
    made[i].key = property_of(run, items[i], input.arguments[0], filter);
    run.touch(made[i].key.data_class());
  }
  return made;
}

Cell sorted_items(Run& run, std::span<const Sortable> sorted) {
  ValueList list(&run.arena);
  list.reserve(sorted.size());
  for (const Sortable& entry : sorted) {
    run.touch(entry.item.data_class());
    list.push_back(entry.item);
  }
  return array_of(list);
}

std::size_t hash_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::string:
      return std::hash<std::string_view>()(value.as_string());
    case Value::Kind::integer:
    case Value::Kind::number:
      return std::hash<double>()(value.as_double());
    case Value::Kind::array: {
      std::size_t hash = 1;
      for (const Value& item : value.as_array()) hash = hash * 31 + hash_of(item);
      return hash;
    }
    case Value::Kind::object: {
      std::size_t hash = 2;
      for (const model::Member& member : value.as_object()) {
        hash += std::hash<std::string_view>()(member.name) ^ hash_of(member.value);
      }
      return hash;
    }
    default:
      return static_cast<std::size_t>(value.kind());
  }
}

// A set of values in open addressing: `seen` for each in turn.
class Seen {
 public:
  Seen(Run& run, std::size_t count) : run_(run) {
    std::size_t size = 8;
    while (size < count * 2) size *= 2;
    if (!run.charge(size)) size = 8;
    slots_ = {run.arena.take_array<const Value*>(size), size};
    std::ranges::fill(slots_, nullptr);
  }

  // True the first time.
  bool add(const Value& value) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash_of(value) * 0x9E3779B97F4A7C15ULL >> 20 & mask; run_.charge(1);
         at = (at + 1) & mask) {
      if (!slots_[at]) return slots_[at] = &value, true;
      if (identical(*slots_[at], value)) return false;
    }
    return false;
  }

 private:
  Run& run_;
  std::span<const Value*> slots_;
};

}  // namespace

Cell join(Run& run, const FilterInput& input) {
  const std::string_view glue = input.arguments.empty() ? " " : run.text_of(input.arguments[0]);
  TextBuilder out = run.text_builder();
  bool first = true;
  for (const Value& item : items_of(run, input.value)) {
    if (!first) out.append(glue);
    first = false;
    run.touch(item.data_class());
    run.write(item, out);
    if (out.over_limit()) break;
  }
  return run.finish(out);
}

Cell first(Run& run, const FilterInput& input) {
  const Cell& value = input.value;
  if (value.is_string()) return Run::text(first_character(value.value.as_string()));
  if (value.is_range()) return Value::integer(value.range_first());
  if (value.is_array() && !value.value.as_array().empty()) return value.value.as_array().front();
  if (value.is_object() && !value.value.as_object().empty()) {
    return pair_of(run.arena, value.value.as_object().front(), value.data_class());
  }
  return {};
}

Cell last(Run&, const FilterInput& input) {
  const Cell& value = input.value;
  if (value.is_string()) return Run::text(last_character(value.value.as_string()));
  if (value.is_range()) return Value::integer(value.range_last());
  if (value.is_array() && !value.value.as_array().empty()) return value.value.as_array().back();
  return {};
}

Cell concat(Run& run, const FilterInput& input) {
  if (!input.arguments[0].is_array()) return run.fail("concat: takes a list"), Cell();
  const auto left = items_of(run, input.value);
  const auto right = input.arguments[0].value.as_array();
  if (!run.charge((left.size() + right.size()) * 4)) return {};
  ValueList list(&run.arena);
  list.reserve(left.size() + right.size());
  list.insert(list.end(), left.begin(), left.end());
  list.insert(list.end(), right.begin(), right.end());
  return array_of(list);
}

Cell reverse(Run& run, const FilterInput& input) {
  const auto items = items_of(run, input.value);
  ValueList list(items.rbegin(), items.rend(), &run.arena);
  return array_of(list);
}

Cell compact(Run& run, const FilterInput& input) {
  ValueList list(&run.arena);
  for (const Value& item : items_of(run, input.value)) {
    const Value tested = has_key(input) ? property_of(run, item, input.arguments[0], "compact") : item;
    run.touch(tested.data_class());
    if (!tested.is_null()) list.push_back(item);
  }
  return array_of(list);
}

Cell uniq(Run& run, const FilterInput& input) {
  const auto items = items_of(run, input.value);
  Seen seen(run, items.size());
  ValueList list(&run.arena);
  for (const Value& item : items) {
    const Value* key = &item;
    if (has_key(input)) {
      Value* kept = run.arena.take_array<Value>(1);
      *kept = property_of(run, item, input.arguments[0], "uniq");
      key = kept;
    }
    run.touch(run.deep_class_of(*key));
    if (seen.add(*key)) list.push_back(item);
  }
  return array_of(list);
}

Cell sort(Run& run, const FilterInput& input) {
  const auto entries = sortables(run, input, "sort");
  if (!entries) return {};
  stable_sort(run, *entries, [&run](const Sortable& a, const Sortable& b) {
    if (a.key.is_null() || b.key.is_null()) return !a.key.is_null();
    const auto result = order(a.key, b.key);
    if (!result) run.fail("sort: the items are of kinds that cannot be ordered");
    return result && *result < 0;
  });
  return sorted_items(run, *entries);
}

Cell sort_natural(Run& run, const FilterInput& input) {
  const auto entries = sortables(run, input, "sort_natural");
  if (!entries) return {};
  for (Sortable& entry : *entries) {
    if (!entry.key.is_null()) entry.key = Value::string(run.text_of(entry.key));
  }
  stable_sort(run, *entries, [](const Sortable& a, const Sortable& b) {
    if (a.key.is_null() || b.key.is_null()) return !a.key.is_null();
    return compare_natural(a.key.as_string(), b.key.as_string()) < 0;
  });
  return sorted_items(run, *entries);
}

}  // namespace hub::mapping::liquid::filters
