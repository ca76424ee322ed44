#include "core/mapping/facts.hpp"

#include <algorithm>
#include <array>

#include "core/mapping/case_fields.hpp"
#include "core/mapping/classes.hpp"
#include "core/mapping/tree.hpp"

namespace hub::mapping {

namespace {

constexpr std::size_t kTypicalItems = 20;
constexpr std::array<std::string_view, 3> kShorteningFilters = {"truncate", "bytes_truncate",
                                                                "truncatewords"};
constexpr std::array<std::string_view, 3> kLoweringFilters = {"redact", "mask", "token"};

const CaseField* table_entry(const std::string& path) {
  const auto fields = case_fields();
  const auto found = std::ranges::find(fields, std::string_view(path), &CaseField::path);
  return found == fields.end() ? nullptr : &*found;
}

bool uses_any(const liquid::Analysis& analysis, std::span<const std::string_view> names) {
  return std::ranges::any_of(analysis.filters, [names](const liquid::NameUse& use) {
    return std::ranges::find(names, std::string_view(use.name)) != names.end();
  });
}

}  // namespace

std::string_view to_string(LeafKind kind) {
  switch (kind) {
    case LeafKind::text:
      return "text";
    case LeafKind::integer:
      return "integer";
    case LeafKind::number:
      return "number";
    case LeafKind::boolean:
      return "boolean";
    case LeafKind::json:
      return "json";
    case LeafKind::null:
      return "null";
  }
  return "text";
}

const FactCollector::Bound* FactCollector::bound(const std::string& name) const {
  const auto found =
      std::find_if(names_.rbegin(), names_.rend(), [&name](const Bound& b) { return b.name == name; });
  return found == names_.rend() ? nullptr : &*found;
}

std::optional<liquid::Path> FactCollector::resolve(const liquid::Path& path) const {
  const Bound* name = path.empty() ? nullptr : bound(path.front());
  if (!name) return path;
  if (!name->path) return std::nullopt;
  liquid::Path whole = *name->path;
  whole.insert(whole.end(), path.begin() + 1, path.end());
  return whole;
}

model::DataClass FactCollector::class_of(const Expression& expression) const {
  return expression.compiled().class_of([this](const liquid::Path& path) {
    if (const auto in_case = resolve(path)) return class_of_path(*in_case, classes_);
    return bound(path.front())->data_class;
  });
}

std::set<std::string> FactCollector::reads_of(const Expression& expression) const {
  std::set<std::string> found;
  for (const liquid::PathRead& read : expression.compiled().analysis().reads) {
    if (const auto in_case = resolve(read.path)) {
      found.insert(dotted(*in_case));
    } else {
      const auto& behind = bound(read.path.front())->reads;
      found.insert(behind.begin(), behind.end());
    }
  }
  return found;
}

void FactCollector::note(const Expression& expression) {
  const liquid::Analysis& analysis = expression.compiled().analysis();
  const auto place = [&expression](liquid::Position at) {
    return expression.node().problem_in_text(at.line, at.column, {});
  };
  for (const liquid::PathRead& read : analysis.reads) {
    if (auto in_case = resolve(read.path)) reads.push_back({std::move(*in_case), place(read.at)});
  }
  for (const liquid::NameUse& use : analysis.filters) filters.push_back({use.name, place(use.at)});
  for (const liquid::NameUse& use : analysis.tables) tables.push_back({use.name, place(use.at)});
  for (const liquid::NameUse& use : analysis.redacted) redacted.push_back({use.name, place(use.at)});
}

void FactCollector::add_flow(FieldFacts& field) const {
  for (const Dependence& flow : flows_) {
    field.data_class = highest(field.data_class, flow.data_class);
    field.reads.insert(flow.reads.begin(), flow.reads.end());
  }
}

void FactCollector::add_constant(const TreePlace& place, const model::Value& value) {
  FieldFacts field;
  field.path = place.path;
  field.node = place.node;
  field.kind = value.is_string()    ? LeafKind::text
               : value.is_integer() ? LeafKind::integer
               : value.is_number()  ? LeafKind::number
               : value.is_boolean() ? LeafKind::boolean
               : value.is_null()    ? LeafKind::null
                                    : LeafKind::json;
  if (value.is_string()) {
    field.constant = std::string(value.as_string());
    field.typical_size = length_of(value.as_string(), LengthUnit::utf16);
    field.size_max = field.typical_size;
  }
  add_flow(field);
  fields.push_back(std::move(field));
}

void FactCollector::estimate_size(FieldFacts& field, const Expression& expression) const {
  const liquid::Analysis& analysis = expression.compiled().analysis();
  field.typical_size = analysis.literal_bytes;
  std::optional<std::size_t> most = analysis.literal_bytes;
  for (const std::string& path : reads_of(expression)) {
    const CaseField* entry = table_entry(path);
    const bool repeats = path.find("[]") != std::string::npos && !expression.is_value();
    field.typical_size += (entry ? entry->typical_size : 40) * (repeats ? kTypicalItems : 1);
    if (!entry || entry->size_max == 0 || repeats) {
      most.reset();
    } else if (most) {
      *most += entry->size_max;
    }
  }
  if (uses_any(analysis, kShorteningFilters)) most = field.typical_size;
  if (field.overflow) {
    field.typical_size = std::min(field.typical_size, field.overflow->limit);
    most = std::min(most.value_or(field.overflow->limit), field.overflow->limit);
  }
  field.size_max = most;
}

void FactCollector::add_leaf(const TreePlace& place, LeafKind kind, const Expression& expression,
                             const TextRules* rules) {
  note(expression);
  FieldFacts field;
  field.path = place.path;
  field.node = place.node;
  field.kind = kind;
  field.data_class = class_of(expression);
  field.reads = reads_of(expression);
  for (const liquid::NameUse& use : expression.compiled().analysis().filters) {
    if (std::ranges::find(kLoweringFilters, std::string_view(use.name)) != kLoweringFilters.end()) {
      field.lowered_by.insert(use.name);
    }
  }
  for (const liquid::NameUse& use : expression.compiled().analysis().tables) field.tables.insert(use.name);
  if (rules) {
    field.overflow = rules->overflow;
    if (rules->redact) {
      field.data_class = liquid::class_after_redact(field.data_class);
      field.lowered_by.insert("redact");
    }
  }
  estimate_size(field, expression);
  add_flow(field);
  fields.push_back(std::move(field));
}

FactCollector::Flow::Flow(FactCollector& facts, const Expression& expression) : facts_(facts) {
  facts.note(expression);
  facts.flows_.push_back({facts.class_of(expression), facts.reads_of(expression)});
}
FactCollector::Flow::~Flow() {
  facts_.flows_.pop_back();
}

FactCollector::Name::Name(FactCollector& facts, std::string name, const Expression& list) : facts_(facts) {
  Bound bound;
  bound.name = std::move(name);
  bound.data_class = facts.class_of(list);
  bound.reads = facts.reads_of(list);
  if (list.is_plain_path()) bound.path = facts.resolve(list.compiled().analysis().reads[0].path);
  if (bound.path) bound.path->push_back("[]");
  facts.names_.push_back(std::move(bound));
}
FactCollector::Name::Name(FactCollector& facts, std::string name, model::DataClass data_class,
                          std::set<std::string> reads)
    : facts_(facts) {
  facts.names_.push_back({std::move(name), std::nullopt, data_class, std::move(reads)});
}
FactCollector::Name::~Name() {
  facts_.names_.pop_back();
}

}  // namespace hub::mapping
