// What is left of a case when nothing more personal than a class may stay.
#include <algorithm>

#include "core/mapping/classes.hpp"
#include "core/model/builder.hpp"

namespace hub::mapping {

namespace {

using model::Arena;
using model::DataClass;
using model::Value;

bool is_container(const Value& value) {
  return value.is_array() || value.is_object();
}

bool is_empty(const Value& value) {
  return value.is_array() ? value.as_array().empty() : value.is_object() && value.as_object().empty();
}

Value filtered(const Value& value, DataClass up_to, Arena& arena);

// Nothing when it goes: it is too personal, or nothing of it is left.
std::optional<Value> kept(const Value& value, DataClass up_to, Arena& arena) {
  if (value.data_class() > up_to) return std::nullopt;
  if (!is_container(value) || is_empty(value)) return value;
  const Value rest = filtered(value, up_to, arena);
  return is_empty(rest) ? std::nullopt : std::optional(rest);
}

Value filtered(const Value& value, DataClass up_to, Arena& arena) {
  if (value.is_array()) {
    model::ArrayBuilder items(arena);
    for (const Value& item : value.as_array())
      if (const auto rest = kept(item, up_to, arena)) items.add(*rest);
    return items.finish(value.data_class());
  }
  model::ObjectBuilder members(arena);
  for (const model::Member& member : value.as_object())
    if (const auto rest = kept(member.value, up_to, arena)) members.add(member.name, *rest);
  return members.finish(value.data_class());
}

// `rest` with the case's id, whatever its class is.
Value with_case_id(const Value& classified, const Value& rest, Arena& arena) {
  const Value* the_case = classified.find("case");
  const Value* id = the_case ? the_case->find("id") : nullptr;
  const Value* left = rest.find("case");
  if (!id || (left && left->find("id"))) return rest;
  model::ObjectBuilder its(arena);
  its.add("id", *id);
  if (left)
    for (const model::Member& member : left->as_object()) its.add(member.name, member.value);
  model::ObjectBuilder whole(arena);
  whole.add("case", its.finish());
  for (const model::Member& member : rest.as_object())
    if (member.name != "case") whole.add(member.name, member.value);
  return whole.finish();
}

}  // namespace

Value up_to_class(const Value& classified, DataClass up_to, Arena& arena) {
  if (up_to == DataClass::free_text || !classified.is_object()) return classified;
  return with_case_id(classified, filtered(classified, up_to, arena), arena);
}

bool exceeds_class(const Value& classified, DataClass up_to) {
  if (classified.data_class() > up_to) return !classified.is_null();
  if (classified.is_array())
    return std::ranges::any_of(classified.as_array(),
                               [up_to](const Value& item) { return exceeds_class(item, up_to); });
  if (!classified.is_object()) return false;
  return std::ranges::any_of(classified.as_object(), [up_to](const model::Member& member) {
    return exceeds_class(member.value, up_to);
  });
}

}  // namespace hub::mapping
