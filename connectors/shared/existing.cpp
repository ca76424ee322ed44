#include "connectors/shared/existing.hpp"

#include <algorithm>

#include "core/base/ascii.hpp"

namespace hub::connectors {

using model::Value;

std::vector<model::Member> wanted_of(const model::Record& record) {
  if (!record.attach_id.empty()) return {{record.shape->attach->field, Value::string(record.attach_id)}};
  const auto members = record.match.as_object();
  return {members.begin(), members.end()};
}

bool is_by_id(const model::Record& record) {
  return !record.attach_id.empty() && record.shape->attach->field.empty();
}

std::optional<WantedText> only_wanted(const model::Record& record) {
  const auto wanted = wanted_of(record);
  if (wanted.size() != 1) return std::nullopt;
  const model::Member& only = wanted.front();
  return WantedText{std::string(only.name),
                    std::string(only.value.is_string() ? only.value.as_string() : std::string_view())};
}

std::string closed_field_of(const model::RecordShape& shape) {
  return shape.attach ? shape.attach->closed_field : std::string();
}

bool is_closed(const model::RecordShape& shape, const Value& row) {
  const std::string field = closed_field_of(shape);
  const Value* state = field.empty() ? nullptr : row.find(field);
  return state && *state == shape.attach->closed_value;
}

bool is_same_text(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

}  // namespace hub::connectors
