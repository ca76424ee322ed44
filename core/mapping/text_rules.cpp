#include "core/mapping/text_rules.hpp"

#include <cstring>

#include "core/mapping/case_redactor.hpp"
#include "core/mapping/liquid/redactor.hpp"

namespace hub::mapping {

namespace {

using model::Member;
using model::Value;

std::string_view join(std::string_view front, std::string_view mark, model::Arena& arena) {
  char* text = arena.take_array<char>(front.size() + mark.size());
  std::memcpy(text, front.data(), front.size());
  std::memcpy(text + front.size(), mark.data(), mark.size());
  return {text, front.size() + mark.size()};
}

std::string_view cut_with_mark(const OverflowRule& rule, std::string_view text, model::Arena& arena) {
  const std::size_t mark_length = length_of(rule.mark, rule.unit);
  return join(front_of(text, rule.limit - mark_length, rule.unit), rule.mark, arena);
}

Error too_long(const OverflowRule& rule) {
  return invalid_error("too_long", "the text is longer than the " + std::to_string(rule.limit) +
                                       " that its overflow policy 'refuse' allows");
}

Result<Value> apply_overflow(const OverflowRule& rule, std::string_view text, model::DataClass data_class,
                             Scope& scope) {
  switch (rule.policy) {
    case OverflowPolicy::refuse:
      return too_long(rule);
    case OverflowPolicy::truncate:
      return Value::string(cut_with_mark(rule, text, scope.arena()), data_class);
    case OverflowPolicy::attach:
      scope.overflowed.push_back({&rule, text, data_class});
      return Value::string(cut_with_mark(rule, text, scope.arena()), data_class);
    case OverflowPolicy::split:
      break;
  }
  const std::string_view front = front_of(text, rule.limit, rule.unit);
  scope.overflowed.push_back({&rule, text.substr(front.size()), data_class});
  return Value::string(front, data_class);
}

model::DataClass class_after(const TextRules* rules, model::DataClass before) {
  return rules && rules->redact ? liquid::class_after_redact(before) : before;
}

Value redact_strings(const TextRules* rules, const Value& value, Scope& scope) {
  model::Arena& arena = scope.arena();
  if (value.is_string()) {
    const auto redacted = redact_text(rules, {value.as_string(), value.data_class()}, scope);
    return Value::string(redacted.text, redacted.data_class);
  }
  const auto lowered = class_after(rules, value.data_class());
  if (value.is_array()) {
    const auto from = value.as_array();
    Value* items = arena.take_array<Value>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i)
      ::new (&items[i]) Value(redact_strings(rules, from[i], scope));
    return Value::array({items, from.size()}, lowered);
  }
  if (!value.is_object()) return value.with_class(lowered);
  const auto from = value.as_object();
  Member* members = arena.take_array<Member>(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto name = redact_text(rules, {from[i].name, value.data_class()}, scope);
    ::new (&members[i]) Member{name.text, redact_strings(rules, from[i].value, scope)};
  }
  return Value::object({members, from.size()}, lowered);
}

}  // namespace

liquid::Rendered redact_text(const TextRules* rules, liquid::Rendered text, Scope& scope) {
  if (text.data_class == model::DataClass::free_text)
    text.text = scope.redactor().redact_everywhere(text.text);
  if (rules && rules->redact) text.text = scope.redactor().redact(text.text, *rules->redact);
  return {text.text, class_after(rules, text.data_class)};
}

Result<Value> finish_text(const TextRules* rules, std::string_view text, model::DataClass data_class,
                          Scope& scope) {
  const auto redacted =
      redact_text(rules, {without_control_characters(text, scope.arena()), data_class}, scope);
  const OverflowRule* overflow = rules ? rules->overflow : nullptr;
  if (overflow && is_longer(redacted.text, overflow->limit, overflow->unit)) {
    return apply_overflow(*overflow, redacted.text, redacted.data_class, scope);
  }
  return Value::string(redacted.text, redacted.data_class);
}

Value finish_json(const TextRules* rules, const Value& value, Scope& scope) {
  const Value clean = without_control_characters(value, scope.arena());
  const bool is_redacted = (rules && rules->redact) || scope.redactor().works_everywhere();
  return is_redacted ? redact_strings(rules, clean, scope) : clean;
}

}  // namespace hub::mapping
