#include "core/policy/explain.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/base/timestamp.hpp"
#include "core/mapping/case_fields.hpp"

namespace hub::policy {
namespace {

constexpr std::array kOnNode = {Operation::accept, Operation::store, Operation::process, Operation::log,
                                Operation::backup};
constexpr const char* kOthers = "(any other)";

struct Column {
  std::string name;
  Operation operation = Operation::accept;
  std::shared_ptr<const Terms> terms;
};

std::vector<Column> columns_of(const Tenant& tenant, const Resources& resources, const NodePlaces& node) {
  std::vector<Column> columns;
  const auto on_node = terms_of(tenant, node);
  for (const Operation operation : kOnNode)
    columns.push_back({std::string(to_string(operation)), operation, on_node});
  for (const std::string& name : tenant.targets)
    columns.push_back({"deliver: " + name, Operation::deliver,
                       terms_of(tenant, *resources.find_target(tenant.name, name), node)});
  return columns;
}

Verdict verdict_of(const Column& column, model::DataClass data_class, WallTime at) {
  if (!(data_class <= column.terms->limit(column.operation, at))) return {{}, "no rule"};
  const bool is_capped =
      column.operation == Operation::deliver && !(data_class <= column.terms->target_limit(at));
  if (is_capped) return {{}, "max_class"};
  return {std::string(column.terms->rule_for(column.operation, data_class, at)), {}};
}

void add_condition(std::string word, std::string& conditions) {
  conditions += (conditions.empty() ? "" : ", ") + std::move(word);
}

RuleNote note_of(const Rule& rule) {
  RuleNote note{rule.id, rule.legal_basis, {}};
  for (const std::string& target : rule.targets) add_condition("to " + target, note.conditions);
  for (const std::string& kind : rule.redacted) add_condition("without " + kind, note.conditions);
  if (rule.pinned) add_condition("to pinned hosts", note.conditions);
  if (rule.valid_until) add_condition("until " + format_timestamp(*rule.valid_until), note.conditions);
  return note;
}

std::vector<KeepNote> notes_of(const Retention& retention) {
  const bool passes = retention.max_hold.count() == 0;
  const auto kept = [passes](const KeepTerm& term) {
    return describe(passes ? KeepTerm{Kept::nothing, {}} : term);
  };
  std::vector<KeepNote> notes;
  for (const auto& [type, term] : retention.keep.by_type) notes.push_back({type, kept(term)});
  notes.push_back({kOthers, kept(retention.keep.otherwise)});
  return notes;
}

// Of a type without terms of its own too.
std::string kept_of(const Explanation& explanation, const std::string& type) {
  const auto found = std::ranges::find(explanation.keeping, type, &KeepNote::type);
  return found == explanation.keeping.end() ? explanation.keeping.back().kept : found->kept;
}

void add_keeping(const Explanation& before, const Explanation& after, std::vector<PolicyChange>& changes) {
  std::set<std::string> types;
  for (const auto* one : {&before, &after})
    for (const KeepNote& note : one->keeping) types.insert(note.type);
  for (const std::string& type : types) {
    const std::string was = kept_of(before, type), is = kept_of(after, type);
    if (was != is) changes.push_back({"case type " + type, "retention", was, is});
  }
}

// Verdicts by field and column; rules only where it is allowed.
std::map<std::pair<std::string, std::string>, std::string> table_of(const Explanation& explanation) {
  std::map<std::pair<std::string, std::string>, std::string> table;
  for (const FieldVerdicts& field : explanation.fields)
    for (std::size_t i = 0; i < explanation.columns.size(); ++i)
      table[{field.field, explanation.columns[i]}] = field.verdicts[i].rule;
  return table;
}

}  // namespace

Explanation explain(const Tenant& tenant, const Resources& resources, const NodePlaces& node, WallTime at) {
  const std::vector<Column> columns = columns_of(tenant, resources, node);
  Explanation explanation;
  explanation.keeping = notes_of(tenant.retention);
  for (const Rule& rule : tenant.policy.rules) explanation.rules.push_back(note_of(rule));
  for (const Column& column : columns) explanation.columns.push_back(column.name);
  const auto add = [&](std::string name, model::DataClass data_class) {
    FieldVerdicts field{std::move(name), data_class, {}};
    for (const Column& column : columns) field.verdicts.push_back(verdict_of(column, data_class, at));
    explanation.fields.push_back(std::move(field));
  };
  for (const mapping::CaseField& field : mapping::case_fields())
    add(std::string(field.path), field.data_class);
  for (const mapping::DeclaredField& field : tenant.fields) add(field.path, field.data_class);
  add(kOthers, model::DataClass::free_text);
  return explanation;
}

std::vector<PolicyChange> changes_between(const Explanation& before, const Explanation& after) {
  const auto was = table_of(before);
  auto is = table_of(after);
  for (const auto& [place, rule] : was) is.try_emplace(place);
  std::vector<PolicyChange> changes;
  for (const auto& [place, rule] : is) {
    const auto found = was.find(place);
    const std::string rule_before = found == was.end() ? std::string() : found->second;
    if (rule_before != rule) changes.push_back({place.first, place.second, rule_before, rule});
  }
  add_keeping(before, after, changes);
  return changes;
}

}  // namespace hub::policy
