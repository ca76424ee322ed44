// A JSON value of a case: immutable, 16 bytes, its bytes owned by an Arena. Carries its class of data.
// Freely copied; lives as long as the arena. Deliberately without operator<< or a formatter: content is not
// printed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/model/data_class.hpp"

namespace hub::model {

struct Member;

class Value {
 public:
  enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };

  Value() = default;
  static Value boolean(bool value, DataClass c = DataClass::none) {
    Value v(Kind::boolean, c, 0);
    v.data_.boolean = value;
    return v;
  }
  static Value integer(std::int64_t value, DataClass c = DataClass::none) {
    Value v(Kind::integer, c, 0);
    v.data_.integer = value;
    return v;
  }
  static Value number(double value, DataClass c = DataClass::none) {
    Value v(Kind::number, c, 0);
    v.data_.number = value;
    return v;
  }
  // `text` must be in the arena (or static) and shorter than 4 GiB.
  static Value string(std::string_view text, DataClass c = DataClass::none) {
    Value v(Kind::string, c, text.size());
    v.data_.text = text.data();
    return v;
  }
  static Value array(std::span<const Value> items, DataClass c = DataClass::none) {
    Value v(Kind::array, c, items.size());
    v.data_.items = items.data();
    return v;
  }
  static Value object(std::span<const Member> members, DataClass c = DataClass::none) {
    Value v(Kind::object, c, members.size());
    v.data_.members = members.data();
    return v;
  }

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_boolean() const { return kind_ == Kind::boolean; }
  bool is_integer() const { return kind_ == Kind::integer; }
  // True for kind number only; see as_double() for either.
  bool is_number() const { return kind_ == Kind::number; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_object() const { return kind_ == Kind::object; }

  // Precondition of each: the kind matches.
  bool as_boolean() const { return HUB_ASSERT(is_boolean()), data_.boolean; }
  std::int64_t as_integer() const { return HUB_ASSERT(is_integer()), data_.integer; }
  double as_double() const {
    if (is_integer()) return static_cast<double>(data_.integer);
    return HUB_ASSERT(is_number()), data_.number;
  }
  std::string_view as_string() const { return HUB_ASSERT(is_string()), std::string_view(data_.text, size_); }
  std::span<const Value> as_array() const { return HUB_ASSERT(is_array()), std::span(data_.items, size_); }
  inline std::span<const Member> as_object() const;

  // The member of that name, or null when this is no object or has none. The last one wins, as in JSON
  // practice.
  const Value* find(std::string_view name) const;
  // A member's text, or `fallback` when it is absent or no string.
  std::string_view text_at(std::string_view name, std::string_view fallback = {}) const;

  DataClass data_class() const { return class_; }
  Value with_class(DataClass c) const {
    Value v = *this;
    v.class_ = c;
    return v;
  }

  // Equal as JSON: integers and doubles of the same value are equal, members compare without order.
  friend bool operator==(const Value& a, const Value& b);

 private:
  Value(Kind kind, DataClass c, std::size_t size)
      : kind_(kind), class_(c), size_(static_cast<std::uint32_t>(size)) {}

  Kind kind_ = Kind::null;
  DataClass class_ = DataClass::none;
  std::uint32_t size_ = 0;
  union {
    bool boolean;
    std::int64_t integer;
    double number;
    const char* text;
    const Value* items;
    const Member* members;
  } data_ = {};
};

class Arena;
// The same value with everything it refers to in `arena`.
Value copy(const Value& value, Arena& arena);

struct Member {
  std::string_view name;
  Value value;
};

inline std::span<const Member> Value::as_object() const {
  return HUB_ASSERT(is_object()), std::span(data_.members, size_);
}

}  // namespace hub::model
