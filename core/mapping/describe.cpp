// What a record can write, by its plan.
#include "core/mapping/facts.hpp"
#include "core/mapping/record_plan.hpp"

namespace hub::mapping {

namespace {

void describe_fields(const RecordPlan& plan, FactCollector& facts) {
  const FactCollector::Name part(facts, "part", model::DataClass::none, {});
  plan.fields->describe(facts);
  for (const auto& [field, expression] : plan.match) facts.note(*expression);
  if (plan.attach_id) facts.note(*plan.attach_id);
}

void describe_repeated(const RecordPlan& plan, FactCollector& facts) {
  const FactCollector::Name item(facts, plan.repeat->name, *plan.repeat->list);
  facts.note(*plan.repeat->list);
  if (!plan.repeat->where) return describe_fields(plan, facts);
  const FactCollector::Flow condition(facts, *plan.repeat->where);
  describe_fields(plan, facts);
}

void describe_split_text(const SplitPlan& split, FactCollector& facts) {
  const TreePlace place{split.field, split.text->node()};
  const FactCollector::Name part(facts, "part", model::DataClass::none, {});
  const FactCollector::Name piece(facts, split.pieces.name, *split.pieces.list);
  facts.note(*split.pieces.list);
  facts.add_leaf(place, LeafKind::text, *split.text, split.rules);
  FieldFacts& field = facts.fields.back();
  field.typical_size = split.limit;
  field.size_max = split.limit;
  const auto add = [&facts, &field](const ExpressionPtr& expression) {
    if (!expression) return;
    facts.note(*expression);
    field.data_class = highest(field.data_class, facts.class_of(*expression));
    field.reads.merge(facts.reads_of(*expression));
  };
  add(split.heading);
  add(split.pieces.where);
}

void describe_content(const RecordPlan& plan, FactCollector& facts) {
  if (plan.repeat) return describe_repeated(plan, facts);
  describe_fields(plan, facts);
  if (plan.split) describe_split_text(*plan.split, facts);
}

}  // namespace

void describe(const RecordPlan& plan, FactCollector& facts) {
  if (!plan.fields) return;
  if (!plan.when) return describe_content(plan, facts);
  const FactCollector::Flow condition(facts, *plan.when);
  describe_content(plan, facts);
}

}  // namespace hub::mapping
