// Builds arrays and objects of Values in an Arena. One thread; the arena must outlive the result.
#pragma once

#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::model {

// The items gathered so far, as a span that the arena owns.
template <class T>
std::span<const T> keep_in(Arena& arena, const std::pmr::vector<T>& items) {
  T* kept = arena.take_array<T>(items.size());
  std::ranges::uninitialized_copy(items, std::span(kept, items.size()));
  return {kept, items.size()};
}

class ArrayBuilder {
 public:
  explicit ArrayBuilder(Arena& arena) : arena_(arena), items_(&arena) {}
  void add(Value value) { items_.push_back(value); }
  std::size_t size() const { return items_.size(); }
  Value finish(DataClass c = DataClass::none) const { return Value::array(keep_in(arena_, items_), c); }

 private:
  Arena& arena_;
  std::pmr::vector<Value> items_;
};

class ObjectBuilder {
 public:
  explicit ObjectBuilder(Arena& arena) : arena_(arena), members_(&arena) {}
  // `name` must be in the arena or static.
  void add(std::string_view name, Value value) { members_.push_back({name, value}); }
  std::size_t size() const { return members_.size(); }
  Value finish(DataClass c = DataClass::none) const { return Value::object(keep_in(arena_, members_), c); }

 private:
  Arena& arena_;
  std::pmr::vector<Member> members_;
};

}  // namespace hub::model
