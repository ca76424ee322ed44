// A value while a template runs: what JSON knows, and the few things only Liquid has. Freely copied; refers
// to the arena, the data or the program.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/model/arena.hpp"
#include "core/model/data_class.hpp"
#include "core/model/value.hpp"

namespace hub::mapping::liquid {

using model::DataClass;
using model::Value;

struct Cell {
  enum class Tag : std::uint8_t {
    plain,  // `value` is it
    range,  // `value` is an array of two integers, first and last
    empty,  // the word `empty`
    blank,  // the word `blank`
  };

  Value value;
  Tag tag = Tag::plain;

  Cell() = default;
  Cell(Value v) : value(v) {}
  Cell(Value v, Tag t) : value(v), tag(t) {}

  bool plain() const { return tag == Tag::plain; }
  bool is_null() const { return plain() && value.is_null(); }
  bool is_string() const { return plain() && value.is_string(); }
  bool is_integer() const { return plain() && value.is_integer(); }
  bool is_number() const { return plain() && (value.is_integer() || value.is_number()); }
  bool is_array() const { return plain() && value.is_array(); }
  bool is_object() const { return plain() && value.is_object(); }
  bool is_range() const { return tag == Tag::range; }
  bool is_word() const { return tag == Tag::empty || tag == Tag::blank; }
  // Everything but null and false.
  bool truthy() const {
    return !plain() || !(value.is_null() || (value.is_boolean() && !value.as_boolean()));
  }

  DataClass data_class() const { return value.data_class(); }
  Cell with_class(DataClass c) const { return {value.with_class(c), tag}; }
  Cell raised_to(DataClass c) const { return with_class(highest(c, data_class())); }

  std::int64_t range_first() const { return value.as_array()[0].as_integer(); }
  std::int64_t range_last() const { return value.as_array()[1].as_integer(); }
  // 0 when the last is below the first; saturates far above any limit.
  std::uint64_t range_size() const {
    return range_last() < range_first()
               ? 0
               : static_cast<std::uint64_t>(range_last()) - static_cast<std::uint64_t>(range_first()) + 1;
  }
};

// [name, value], as a loop over an object sees a member.
Value pair_of(model::Arena& arena, const model::Member& member, DataClass c);

}  // namespace hub::mapping::liquid
