#include "core/mapping/record_compiler.hpp"

#include <algorithm>

#include "core/mapping/record_keys.hpp"
#include "core/mapping/tree_compiler.hpp"

namespace hub::mapping {

using config::Node;

RecordCompiler::RecordCompiler(const std::string& name, const Node& node, model::Arena& constants,
                               config::Problems& problems)
    : node_(node), constants_(constants), problems_(problems) {
  record_.plan.name = name;
  record_.plan.node = node;
  record_.shape.name = name;
}

CompiledRecord RecordCompiler::compile() {
  if (!node_.is_map()) {
    report(
        node_.problem("a record is a table of settings", "write 'object: ...' and 'fields: ...' below it"));
    return std::move(record_);
  }
  config::check_keys(node_, record_keys(), problems_);
  read_identity();
  read_parent();
  record_.plan.when = read_expression(node_, "when", ExpressionKind::condition);
  record_.plan.is_late = read_choice<bool>(node_, "late", false, {{"true", true}, {"false", false}});
  read_redact();
  read_overflow();
  read_fields();
  read_repeat();
  read_split();
  read_attach();
  read_match();
  read_compare();
  check_rules_used();
  record_.shape.parts = record_.plan.has_parts();
  return std::move(record_);
}

void RecordCompiler::read_identity() {
  record_.shape.object = read_text(node_, "object", true);
  record_.shape.key_field = read_text(node_, "key", false);
}

void RecordCompiler::read_parent() {
  const Node* parent = node_.find("parent");
  if (!parent) return;
  if (!parent->is_map()) {
    report(parent->problem("parent must name a record and the field that links to it",
                           "write {record: case, field: Case__c}"));
    return;
  }
  config::check_keys(*parent, parent_keys(), problems_);
  record_.parent_name = read_text(*parent, "record", true);
  record_.parent_node = *parent;
  record_.shape.parent_field = read_text(*parent, "field", true);
  record_.shape.parent_optional =
      read_choice<bool>(*parent, "optional", false, {{"true", true}, {"false", false}});
}

void RecordCompiler::read_fields() {
  const Node* fields = node_.find("fields");
  if (!fields || !fields->is_map()) {
    report((fields ? *fields : node_)
               .problem("a record needs fields", "add 'fields:' with lines of 'Field: value'"));
    return;
  }
  for (const auto& [key, value] : fields->members) {
    const bool is_ours = key.text == record_.shape.key_field || key.text == record_.shape.parent_field;
    if (is_ours) report(key.problem("the hub fills '" + key.text + "' itself", "remove this line"));
    if (key.text.starts_with('$')) report(key.problem("'" + key.text + "' cannot stand for all fields"));
  }
  TreeCompiler trees(
      constants_, [this](const std::string& path) { return rules_for(path); }, problems_);
  record_.plan.fields = trees.compile(*fields, {});
}

void RecordCompiler::read_compare() {
  const Node* compare = node_.find("compare");
  if (!compare) return;
  if (!compare->is_map()) {
    report(compare->problem("compare is a table of fields", "write {Status: ignore, OwnerId: present}"));
    return;
  }
  using model::Compare;
  for (const auto& [key, value] : compare->members) {
    const Compare mode = read_choice<Compare>(
        *compare, key.text, Compare::exact,
        {{"exact", Compare::exact}, {"present", Compare::present}, {"ignore", Compare::ignore}});
    record_.shape.compare.emplace_back(key.text, mode);
    if (!is_field(key.text)) report(key.problem("no field '" + key.text + "' is written by this record"));
  }
}

bool RecordCompiler::is_field(const std::string& path) const {
  const Node* at = node_.find("fields");
  if (record_.plan.split && record_.plan.split->field == path) return true;
  if (path == record_.shape.parent_field) return true;
  std::string rest = path;
  while (at && !rest.empty()) {
    const std::size_t dot = rest.find('.');
    at = at->find(rest.substr(0, dot));
    rest = dot == std::string::npos ? "" : rest.substr(dot + 1);
  }
  return at != nullptr;
}

std::string RecordCompiler::read_text(const Node& map, const std::string& key, bool required) {
  const Node* value = map.find(key);
  if (!value) {
    if (required) report(map.problem("'" + key + "' is missing"));
    return {};
  }
  if (!value->is_scalar() || value->text.empty() || has_liquid(value->text)) {
    report(value->problem("'" + key + "' must be a fixed name", "templates are for fields"));
    return {};
  }
  return value->text;
}

ExpressionPtr RecordCompiler::read_expression(const Node& map, const std::string& key, ExpressionKind kind) {
  const Node* value = map.find(key);
  return value ? Expression::compile(*value, kind, problems_) : nullptr;
}

std::optional<RepeatPlan> RecordCompiler::read_list(const Node& map) {
  RepeatPlan plan;
  plan.name = read_text(map, "as", true);
  if (!plan.name.empty() && !is_item_name(plan.name)) {
    report(map.find("as")->problem("an item's name has letters, digits and underscores only"));
  }
  if (!map.find("each")) report(map.problem("'each' is missing", "name the list: each: transcript.messages"));
  plan.list = read_expression(map, "each", ExpressionKind::value);
  plan.where = read_expression(map, "where", ExpressionKind::condition);
  return plan;
}

void RecordCompiler::read_repeat() {
  const Node* repeat = node_.find("repeat");
  if (!repeat) return;
  if (!repeat->is_map()) {
    report(repeat->problem("repeat names a list and its items", "write {each: attachments, as: file}"));
    return;
  }
  config::check_keys(*repeat, repeat_keys(), problems_);
  record_.plan.repeat = read_list(*repeat);
}

void RecordCompiler::read_split() {
  const Node* split = node_.find("split");
  if (!split) return;
  if (!split->is_map()) {
    report(split->problem("split is a table of settings", "write field, each, as, text and limit below it"));
    return;
  }
  if (record_.plan.repeat) report(split->problem("a record is either repeated or split, not both"));
  config::check_keys(*split, split_keys(), problems_);
  SplitPlan plan;
  plan.field = read_text(*split, "field", true);
  if (!plan.field.empty() && is_field(plan.field)) {
    report(split->problem("'" + plan.field + "' is filled by split and cannot stand under fields too"));
  }
  plan.pieces = *read_list(*split);
  if (!split->find("text")) report(split->problem("'text' is missing", "write what one item becomes"));
  plan.text = read_expression(*split, "text", ExpressionKind::text);
  plan.heading = read_expression(*split, "heading", ExpressionKind::text);
  const Node* join = split->find("join");
  plan.join = join ? join->text : "\n";
  plan.limit = read_limit(*split, true).value_or(0);
  plan.unit = read_unit(*split);
  plan.rules = rules_for(plan.field);
  if (plan.rules && plan.rules->overflow) {
    report(plan.rules->overflow->node.problem("a field that is split cannot overflow", "remove this line"));
  }
  record_.plan.split = std::move(plan);
}

const TextRules* RecordCompiler::rules_for(const std::string& path) {
  const auto known = record_.plan.text_rules.find(path);
  if (known != record_.plan.text_rules.end()) return known->second.get();
  auto rules = std::make_unique<TextRules>();
  for (auto& [prefix, entry] : redact_) {
    const bool covers = path == prefix || path.starts_with(prefix + '.') || path.starts_with(prefix + '[');
    if (!covers) continue;
    entry.used = true;
    rules->redact = entry.instruction;
  }
  for (const auto& rule : record_.plan.overflow_rules) {
    if (rule->field != path) continue;
    overflow_used_.insert(path);
    rules->overflow = rule.get();
  }
  if (!rules->redact && !rules->overflow) return nullptr;
  return (record_.plan.text_rules[path] = std::move(rules)).get();
}

void RecordCompiler::check_rules_used() {
  const std::string none = "' is written by this record";
  for (const auto& [path, entry] : redact_) {
    if (!entry.used) report(entry.node.problem("no text field '" + path + none));
  }
  for (const auto& rule : record_.plan.overflow_rules) {
    if (!overflow_used_.contains(rule->field))
      report(rule->node.problem("no text field '" + rule->field + none));
  }
}

}  // namespace hub::mapping
