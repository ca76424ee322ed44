#include "connectors/shared/members.hpp"

#include <algorithm>

namespace hub::connectors {

using model::Value;

std::span<const Value> list_at(const Value& object, std::string_view name) {
  const Value* found = object.find(name);
  return found && found->is_array() ? found->as_array() : std::span<const Value>();
}

bool flag_at(const Value& object, std::string_view name, bool fallback) {
  const Value* found = object.find(name);
  return found && found->is_boolean() ? found->as_boolean() : fallback;
}

std::string id_at(const Value& object, std::string_view name) {
  const Value* id = object.find(name);
  if (id && id->is_integer()) return std::to_string(id->as_integer());
  return std::string(object.text_at(name));
}

bool is_number(std::string_view text, std::size_t digits_max) {
  return !text.empty() && text.size() <= digits_max &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

const Value* find_by(std::span<const Value> objects, std::string_view name, std::string_view id) {
  const auto found =
      std::ranges::find_if(objects, [&](const Value& object) { return id_at(object, name) == id; });
  return found == objects.end() ? nullptr : &*found;
}

}  // namespace hub::connectors
