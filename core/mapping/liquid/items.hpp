// Values as array filters see them: flat items, their properties, and lists to be. One thread, one Run.
#pragma once

#include <algorithm>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "core/mapping/liquid/run.hpp"

namespace hub::mapping::liquid {

using ValueList = std::pmr::vector<Value>;

// The list as a value. Its memory is the arena's and stays when the list goes.
Cell array_of(const ValueList& list);

// Nested arrays flattened, a range counted out, nothing for null, one item for everything else.
std::span<const Value> items_of(Run& run, const Cell& cell);

// What `item["key"]` gives in Liquid: a member of an object, the part of a string that equals the key, a bit
// of a number.
struct Subscript {
  enum class Kind : std::uint8_t {
    found,        // `value`, null when there is none
    unsupported,  // this kind of value has no subscripts
    mismatch,     // it has, but not by this kind of key
  };
  Kind kind = Kind::found;
  Value value;
};
Subscript subscript(const Value& item, const Cell& key);
// Fails with "`filter`: ..." on a mismatch; null when unsupported.
Value property_of(Run& run, const Value& item, const Cell& key, std::string_view filter);

// Sorts without moving equals past each other. `less` may call Run::fail().
template <class T, class Less>
void stable_sort(Run& run, std::span<T> items, const Less& less) {
  std::span<T> from = items;
  std::span<T> to(run.arena.take_array<T>(items.size()), items.size());
  for (std::size_t width = 1; width < items.size(); width *= 2) {
    if (!run.charge(items.size() * 2)) return;
    for (std::size_t begin = 0; begin < items.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, items.size());
      const std::size_t end = std::min(begin + 2 * width, items.size());
      std::size_t a = begin;
      std::size_t b = middle;
      for (std::size_t i = begin; i < end; ++i) {
        const bool right = a == middle || (b < end && less(from[b], from[a]));
        to[i] = right ? from[b++] : from[a++];
      }
    }
    std::swap(from, to);
  }
  if (from.data() != items.data()) std::ranges::copy(from, items.begin());
}

}  // namespace hub::mapping::liquid
