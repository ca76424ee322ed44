#include "core/mapping/metadata.hpp"

#include <optional>

#include "core/base/timestamp.hpp"
#include "core/mapping/case_fields.hpp"
#include "core/mapping/class_tree.hpp"
#include "core/model/builder.hpp"

namespace hub::mapping {

namespace {

using model::Arena;
using model::Value;

constexpr std::string_view kEnvelope = "event", kEventId = "event.id";

bool stays(const CaseField& field) {
  return field.data_class == model::DataClass::none && field.path != kEventId;
}

bool has_kind(const Value& value, CaseFieldKind kind) {
  switch (kind) {
    case CaseFieldKind::text:
      return value.is_string();
    case CaseFieldKind::time:
      return value.is_string() && parse_timestamp(value.as_string()).has_value();
    case CaseFieldKind::integer:
      return value.is_integer();
    case CaseFieldKind::number:
      return value.is_integer() || value.is_number();
    case CaseFieldKind::boolean:
      return value.is_boolean();
    case CaseFieldKind::json:
      return false;
  }
  return false;
}

bool fits(const Value& value, const CaseField& field) {
  return has_kind(value, field.kind) && (!value.is_string() || value.as_string().size() <= field.size_max);
}

std::optional<Value> left_of(const Value& value, const ClassTree& rule, Arena& arena);

std::optional<Value> left_of_items(const Value& list, const ClassTree& element, Arena& arena) {
  model::ArrayBuilder items(arena);
  for (const Value& item : list.as_array())
    if (const auto rest = left_of(item, element, arena)) items.add(*rest);
  return items.size() == 0 ? std::nullopt : std::optional(items.finish());
}

// Goes by the names of the table, never by those of the case.
std::optional<Value> left_of(const Value& value, const ClassTree& rule, Arena& arena) {
  if (rule.field) return stays(*rule.field) && fits(value, *rule.field) ? std::optional(value) : std::nullopt;
  if (value.is_array() && rule.element) return left_of_items(value, *rule.element, arena);
  if (!value.is_object()) return std::nullopt;
  model::ObjectBuilder members(arena);
  for (const auto& [name, below] : rule.members) {
    const Value* const its = value.find(name);
    if (!its) continue;
    if (const auto rest = left_of(*its, *below, arena)) members.add(name, *rest);
  }
  return members.size() == 0 ? std::nullopt : std::optional(members.finish());
}

// The envelope has a place of its own: a member of that name among the data is nobody's field.
Value without_envelope(const Value& data, Arena& arena) {
  if (!data.is_object()) return data;
  model::ObjectBuilder members(arena);
  for (const model::Member& member : data.as_object())
    if (member.name != kEnvelope) members.add(member.name, member.value);
  return members.finish();
}

}  // namespace

std::vector<std::string_view> metadata_fields() {
  std::vector<std::string_view> paths;
  for (const CaseField& field : case_fields())
    if (stays(field)) paths.push_back(field.path);
  return paths;
}

Value metadata_of(const Value& document, Arena& arena) {
  static const ClassTree table = class_tree_with({});
  model::ObjectBuilder whole(arena);
  const Value* const event = document.find(kEnvelope);
  const auto of_event = event ? left_of(*event, *table.find(kEnvelope), arena) : std::nullopt;
  if (of_event) whole.add(kEnvelope, *of_event);
  const Value* const data = document.find("data");
  const auto of_data = data ? left_of(without_envelope(*data, arena), table, arena) : std::nullopt;
  whole.add("data", of_data ? *of_data : model::ObjectBuilder(arena).finish());
  return whole.finish();
}

}  // namespace hub::mapping
