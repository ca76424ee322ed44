#include "connectors/shared/comparison.hpp"

#include "core/model/builder.hpp"

namespace hub::connectors {

using model::Record;
using model::Value;

bool is_compared(const model::RecordShape& shape, std::string_view field) {
  return shape.compare_of(field) != model::Compare::ignore;
}

std::string_view parent_of(const Record& record) {
  return record.parent_id.empty() ? record.parent_key : record.parent_id;
}

Value sent_form(const Record& record, const FieldForm& form_of, model::Arena& arena) {
  return shown_form(record, Value::string(record.key), true, form_of, arena);
}

// A record that somebody else made keeps its own key, or none.
Value shown_form(const Record& record, const Value& key, bool is_linked, const FieldForm& form_of,
                 model::Arena& arena) {
  const model::RecordShape& shape = *record.shape;
  model::ObjectBuilder form(arena);
  if (record.target_id.empty() && !shape.key_field.empty()) form.add(arena.copy(shape.key_field), key);
  const std::string_view parent = parent_of(record);
  if (!parent.empty() && is_compared(shape, shape.parent_field))
    form.add(arena.copy(shape.parent_field), is_linked ? Value::string(parent) : Value());
  for (const model::Member& field : record.fields.as_object())
    if (is_compared(shape, field.name)) form.add(arena.copy(field.name), form_of(field));
  return form.finish(model::DataClass::free_text);
}

}  // namespace hub::connectors
