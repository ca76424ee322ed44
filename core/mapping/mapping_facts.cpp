#include "core/mapping/mapping_facts.hpp"

#include "core/mapping/classes.hpp"

namespace hub::mapping {

namespace {

template <class T>
void move_to_end(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from.clear();
}

// What {{ overflow.text }} can hold: the text of the field that it comes from.
const FieldFacts* overflowing_field(const RecordPlan& plan, const MappingFacts& facts) {
  if (!plan.takes) return nullptr;
  for (const RecordFacts& record : facts.records) {
    if (record.plan->name != plan.takes_from) continue;
    for (const FieldFacts& field : record.fields) {
      if (field.path == plan.takes->field) return &field;
    }
  }
  return nullptr;
}

void add_identity(const RecordPlan& plan, FactCollector& facts, RecordFacts& record) {
  const auto add = [&](const Expression& expression) {
    record.identity_class = highest(record.identity_class, facts.class_of(expression));
    record.identity_reads.merge(facts.reads_of(expression));
  };
  if (plan.attach_id) add(*plan.attach_id);
  for (const auto& [field, expression] : plan.match) add(*expression);
}

}  // namespace

std::set<std::string> MappingFacts::fields_read() const {
  std::set<std::string> names;
  for (const CaseRead& read : reads) names.insert(dotted(read.path));
  return names;
}

MappingFacts facts_of(const CompiledMapping& mapping, const CaseClasses& classes) {
  MappingFacts facts;
  const Owners& owners = mapping.owners();
  for (std::size_t i = 0; i < mapping.plans().size(); ++i) {
    const RecordPlan& plan = mapping.plans()[i];
    RecordFacts record;
    record.plan = &plan;
    record.shape = &mapping.shapes()[i];
    FactCollector collector(classes);
    // Without a table of owners, `owner` is a name that nothing stands for.
    std::optional<FactCollector::Name> owner;
    if (owners.is_declared()) owner.emplace(collector, "owner", owners.data_class(), owners.reads());
    const FieldFacts* source = overflowing_field(plan, facts);
    const FactCollector::Name overflow(collector, "overflow",
                                       source ? source->data_class : model::DataClass::none,
                                       source ? source->reads : std::set<std::string>{});
    describe(plan, collector);
    add_identity(plan, collector, record);
    record.fields = std::move(collector.fields);
    move_to_end(collector.reads, facts.reads);
    move_to_end(collector.filters, facts.filters);
    move_to_end(collector.tables, facts.tables);
    move_to_end(collector.redacted, facts.redacted);
    facts.records.push_back(std::move(record));
  }
  return facts;
}

}  // namespace hub::mapping
