#include "core/model/value.hpp"

#include <algorithm>
#include <new>

#include "core/model/arena.hpp"

namespace hub::model {

const Value* Value::find(std::string_view name) const {
  if (!is_object()) return nullptr;
  const auto members = as_object();
  for (std::size_t i = members.size(); i-- > 0;) {
    if (members[i].name == name) return &members[i].value;
  }
  return nullptr;
}

std::string_view Value::text_at(std::string_view name, std::string_view fallback) const {
  const Value* found = find(name);
  return found && found->is_string() ? found->as_string() : fallback;
}

Value copy(const Value& value, Arena& arena) {
  switch (value.kind()) {
    case Value::Kind::string:
      return Value::string(arena.copy(value.as_string()), value.data_class());
    case Value::Kind::array: {
      const auto items = value.as_array();
      Value* kept = arena.take_array<Value>(items.size());
      for (std::size_t i = 0; i < items.size(); ++i) ::new (&kept[i]) Value(copy(items[i], arena));
      return Value::array(std::span(kept, items.size()), value.data_class());
    }
    case Value::Kind::object: {
      const auto members = value.as_object();
      Member* kept = arena.take_array<Member>(members.size());
      for (std::size_t i = 0; i < members.size(); ++i) {
        ::new (&kept[i]) Member{arena.copy(members[i].name), copy(members[i].value, arena)};
      }
      return Value::object(std::span(kept, members.size()), value.data_class());
    }
    default:
      return value;
  }
}

bool operator==(const Value& a, const Value& b) {
  using Kind = Value::Kind;
  if (a.kind() != b.kind()) {
    const bool both_numeric = (a.is_integer() || a.is_number()) && (b.is_integer() || b.is_number());
    return both_numeric && a.as_double() == b.as_double();
  }
  switch (a.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return a.as_boolean() == b.as_boolean();
    case Kind::integer:
      return a.as_integer() == b.as_integer();
    case Kind::number:
      return a.as_double() == b.as_double();
    case Kind::string:
      return a.as_string() == b.as_string();
    case Kind::array:
      return std::ranges::equal(a.as_array(), b.as_array());
    case Kind::object:
      break;
  }
  if (a.as_object().size() != b.as_object().size()) return false;
  return std::ranges::all_of(a.as_object(), [&b](const Member& member) {
    const Value* other = b.find(member.name);
    return other && *other == member.value;
  });
}

}  // namespace hub::model
