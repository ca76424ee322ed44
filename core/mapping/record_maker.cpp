#include "core/mapping/record_maker.hpp"

#include "core/mapping/splitter.hpp"
#include "core/model/builder.hpp"
#include "core/model/keyed_hash.hpp"

namespace hub::mapping {

using model::DataClass;
using model::Record;
using model::Value;

RecordMaker::RecordMaker(const std::vector<RecordPlan>& plans, const std::vector<model::RecordShape>& shapes,
                         const MapContext& context, std::string_view case_id, Scope& scope)
    : plans_(plans),
      shapes_(shapes),
      context_(context),
      case_id_(case_id),
      scope_(scope),
      keys_(plans.size()) {}

Result<std::vector<Record>> RecordMaker::make_all() {
  for (std::size_t i = 0; i < plans_.size(); ++i) {
    if (auto made = make(i); !made) return std::move(made).error();
  }
  return std::move(records_);
}

Result<void> RecordMaker::make(std::size_t index) {
  at_ = index;
  const RecordPlan& plan = plans_[index];
  if (plan.is_late != context_.is_late) {
    // Late records belong to what was written with the case.
    if (!plan.is_late && !shapes_[index].parts) keys_[index] = key_of(plan, 0);
    return {};
  }
  const bool parent_is_missing = plan.parent >= 0 && keys_[static_cast<std::size_t>(plan.parent)].empty();
  if (parent_is_missing && !shapes_[index].parent_optional) return {};
  scope_.base_class = DataClass::none;
  if (plan.when) {
    auto holds = plan.when->holds(scope_);
    if (!holds) return at_setting(std::move(holds).error(), "when");
    if (!holds->as_boolean()) return {};
    scope_.base_class = holds->data_class();
  }
  if (plan.takes) return make_overflow(*plan.takes);
  if (plan.split) return make_split(*plan.split);
  if (plan.repeat) return make_repeated(*plan.repeat);
  return add_record(0, nullptr);
}

Result<void> RecordMaker::make_repeated(const RepeatPlan& repeat) {
  auto list = repeat.list->value(scope_);
  if (!list) return at_setting(std::move(list).error(), "repeat");
  if (list->is_null()) return {};
  if (!list->is_array()) {
    return at_setting(invalid_error("wrong_type", "what repeat goes through is not a list"), "repeat");
  }
  const DataClass base_class = scope_.base_class;
  Binding binding(scope_, repeat.name, Value());
  std::size_t turns = 0;
  std::uint32_t part = 0;
  for (const Value& item : list->as_array()) {
    if (!scope_.spend_items(turns)) return at_setting(limit_error("items"), "repeat");
    scope_.rebind(item);
    if (repeat.where) {
      auto holds = repeat.where->holds(scope_);
      if (!holds) return at_setting(std::move(holds).error(), "repeat");
      if (!holds->as_boolean()) continue;
      scope_.base_class = highest(base_class, holds->data_class());
    }
    Binding number(scope_, "part", part_value(++part, 0, scope_.arena()));
    if (auto added = add_record(part, nullptr); !added) return added;
  }
  return {};
}

Result<void> RecordMaker::make_split(const SplitPlan& split) {
  auto parts = split_text(split, scope_);
  if (!parts) return at_record(at_field(std::move(parts).error(), split.field));
  Binding binding(scope_, "part", Value());
  for (std::size_t i = 0; i < parts->size(); ++i) {
    scope_.rebind(part_value(i + 1, parts->size(), scope_.arena()));
    if (auto added = add_record(static_cast<std::uint32_t>(i + 1), &(*parts)[i]); !added) return added;
  }
  return {};
}

Result<void> RecordMaker::make_overflow(const OverflowRule& rule) {
  // Making the record may overflow in turn: take what concerns this one first.
  std::vector<Overflowed> mine;
  for (const Overflowed& overflowed : scope_.overflowed) {
    if (overflowed.rule == &rule) mine.push_back(overflowed);
  }
  std::uint32_t part = 0;
  for (const Overflowed& overflowed : mine) {
    const bool is_whole = rule.policy == OverflowPolicy::attach;
    const std::size_t limit = is_whole ? overflowed.text.size() : rule.limit;
    const PartTexts texts = cut(overflowed.text, overflowed.data_class, limit, rule.unit, scope_.arena());
    Binding number(scope_, "part", Value());
    for (const liquid::Rendered& text : texts) {
      scope_.rebind(part_value(++part, texts.size(), scope_.arena()));
      model::ObjectBuilder overflow(scope_.arena());
      overflow.add("text", Value::string(text.text, text.data_class));
      overflow.add("field", Value::string(rule.field));
      Binding binding(scope_, "overflow", overflow.finish(text.data_class));
      if (auto added = add_record(is_whole ? 0 : part, nullptr); !added) return added;
    }
  }
  return {};
}

Result<void> RecordMaker::add_record(std::uint32_t part, const liquid::Rendered* split_part) {
  const RecordPlan& plan = plans_[at_];
  if (records_.size() >= scope_.limits().records) return at_record(limit_error("records"));
  auto made = plan.fields->make(scope_);
  if (!made) return at_record(std::move(made).error());
  Value fields = made->value_or(Value());
  if (split_part) {
    model::ObjectBuilder with_part(scope_.arena());
    for (const model::Member& member : fields.as_object()) with_part.add(member.name, member.value);
    with_part.add(plan.split->field, Value::string(split_part->text, split_part->data_class));
    fields = with_part.finish(highest(fields.data_class(), split_part->data_class));
  }
  Record record;
  record.shape = &shapes_[at_];
  record.part = part;
  record.fields = fields.with_class(highest(fields.data_class(), scope_.base_class));
  record.key = key_of(plan, part);
  if (plan.parent >= 0) record.parent_key = keys_[static_cast<std::size_t>(plan.parent)];
  if (auto identified = add_identity(record); !identified) return identified;
  if (auto allowed = check_classes(record); !allowed) return allowed;
  if (keys_[at_].empty()) keys_[at_] = record.key;
  records_.push_back(record);
  return {};
}

std::string_view RecordMaker::key_of(const RecordPlan& plan, std::uint32_t part) const {
  return scope_.arena().copy(model::record_key(context_.id_key, case_id_, plan.name, part));
}

Result<void> RecordMaker::add_identity(Record& record) {
  const RecordPlan& plan = plans_[at_];
  if (plan.attach_id) {
    auto id = plan.attach_id->text(scope_);
    if (!id) return at_setting(std::move(id).error(), "attach");
    record.attach_id = without_control_characters(id->text, scope_.arena());
    if (context_.max_class && id->data_class > *context_.max_class) {
      return at_setting(invalid_error("class_forbidden", "the target may not see this class of data"),
                        "attach");
    }
  }
  if (!plan.match.empty()) {
    auto values = match_values();
    if (!values) return std::move(values).error();
    record.match = *values;
  }
  return {};
}

// Null when any of them is blank: half a match would find someone else.
Result<Value> RecordMaker::match_values() {
  model::ObjectBuilder values(scope_.arena());
  DataClass data_class = DataClass::none;
  bool is_complete = true;
  for (const auto& [field, expression] : plans_[at_].match) {
    auto text = expression->text(scope_);
    if (!text) return at_setting(std::move(text).error(), "match");
    const std::string_view clean = without_control_characters(text->text, scope_.arena());
    is_complete = is_complete && !clean.empty();
    data_class = highest(data_class, text->data_class);
    values.add(field, Value::string(clean, text->data_class));
  }
  if (!is_complete) return Value();
  if (context_.max_class && data_class > *context_.max_class) {
    return at_setting(invalid_error("class_forbidden", "the target may not see this class of data"), "match");
  }
  return values.finish(data_class);
}

Result<void> RecordMaker::check_classes(const Record& record) const {
  if (!context_.max_class || record.fields.data_class() <= *context_.max_class) return {};
  Error error = invalid_error("class_forbidden", "the target may not see this class of data");
  for (const model::Member& field : record.fields.as_object()) {
    if (highest(field.value.data_class(), scope_.base_class) <= *context_.max_class) continue;
    error.fields.push_back(plans_[at_].name + '.' + std::string(field.name));
  }
  return std::move(error).with_context("record " + plans_[at_].name);
}

Error RecordMaker::at_record(Error error) const {
  const std::string& name = plans_[at_].name;
  if (error.fields.empty()) {
    error.fields = {name};
  } else {
    error.fields.front() = name + '.' + error.fields.front();
  }
  return std::move(error).with_context("record " + name);
}

Error RecordMaker::at_setting(Error error, std::string_view setting) const {
  error.fields.insert(error.fields.begin(), std::string(setting));
  return at_record(std::move(error).with_context(setting));
}

}  // namespace hub::mapping
