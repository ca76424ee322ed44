#include "core/mapping/tree_compiler.hpp"

#include <algorithm>

#include "core/model/json.hpp"

namespace hub::mapping {

namespace {

using config::Node;
using model::Value;

const std::vector<std::string> kKeywords = {"$int",  "$num",  "$bool", "$json",
                                            "$null", "$omit", "$each", "$if"};

const Node* keyword_of(const Node& map) {
  for (const auto& [key, value] : map.members) {
    if (key.text.starts_with('$')) return &key;
  }
  return nullptr;
}

}  // namespace

TreePtr TreeCompiler::fail(config::Problem problem) {
  problems_.push_back(std::move(problem));
  return nullptr;
}

TreePtr TreeCompiler::compile(const Node& node, const std::string& path) {
  if (node.is_list()) return compile_list(node, path);
  if (!node.is_map()) return compile_scalar(node, path);
  if (const Node* keyword = keyword_of(node)) return compile_keyword(node, keyword->text, path);
  return compile_object(node, path);
}

TreePtr TreeCompiler::compile_scalar(const Node& node, const std::string& path) {
  // Asked for in any case: a rule for a constant or for a broken template is not a rule for no field.
  const TextRules* rules = rules_for_(path);
  if (!has_liquid(node.text)) return make_constant({path, node}, constant_of(node, constants_));
  ExpressionPtr text = Expression::compile(node, ExpressionKind::text, problems_);
  return text ? make_text({path, node}, std::move(text), rules) : nullptr;
}

TreePtr TreeCompiler::compile_object(const Node& node, const std::string& path) {
  std::vector<std::pair<std::string, TreePtr>> members;
  for (const auto& [key, value] : node.members) {
    TreePtr member = compile(value, path.empty() ? key.text : path + '.' + key.text);
    if (member) members.emplace_back(key.text, std::move(member));
  }
  return make_object(std::move(members));
}

TreePtr TreeCompiler::compile_list(const Node& node, const std::string& path) {
  std::vector<TreePtr> items;
  for (const Node& value : node.items) {
    if (TreePtr item = compile(value, path + "[]")) items.push_back(std::move(item));
  }
  return make_list(std::move(items));
}

TreePtr TreeCompiler::compile_keyword(const Node& node, const std::string& keyword, const std::string& path) {
  if (keyword == "$each") return compile_each(node, path);
  if (keyword == "$if") return compile_if(node, path);
  const Node& value = *node.find(keyword);
  if (std::ranges::find(kKeywords, keyword) == kKeywords.end()) {
    const auto meant = config::did_you_mean(keyword, kKeywords);
    return fail(node.problem("there is no '" + keyword + '\'',
                             meant ? "did you mean '" + *meant + "'?"
                                   : "known: $int, $num, $bool, $json, $null, $omit, $each, $if, $use"));
  }
  config::check_keys(node, {keyword}, problems_);
  if (keyword == "$bool") return compile_boolean(value, path);
  if (keyword == "$json") return compile_json(value, path);
  if (keyword == "$null" || keyword == "$omit") return compile_unless_blank(value, keyword, path);
  return compile_numeric(value, keyword, path);
}

TreePtr TreeCompiler::compile_numeric(const Node& value, const std::string& keyword,
                                      const std::string& path) {
  const bool whole = keyword == "$int";
  if (value.is_scalar() && !has_liquid(value.text)) {
    Node unquoted = value;
    unquoted.quoted = false;
    const Value number = constant_of(unquoted, constants_);
    if (number.is_integer() || (!whole && number.is_number())) return make_constant({path, value}, number);
    return fail(value.problem(whole ? "this is not a whole number" : "this is not a number",
                              "did you mean \"{{ " + value.text + " }}\"?"));
  }
  ExpressionPtr number = Expression::compile(value, ExpressionKind::text, problems_);
  if (!number) return nullptr;
  return whole ? make_integer({path, value}, std::move(number))
               : make_number({path, value}, std::move(number));
}

TreePtr TreeCompiler::compile_boolean(const Node& value, const std::string& path) {
  if (value.text == "true" || value.text == "false") {
    return make_constant({path, value}, Value::boolean(value.text == "true"));
  }
  // "{{ consent.storage }}" is a value, "{{ survey.score > 3 }}" only makes sense as a condition.
  config::Problems as_value;
  ExpressionPtr truth =
      has_liquid(value.text) ? Expression::compile(value, ExpressionKind::text, as_value) : nullptr;
  if (!truth) truth = Expression::compile(value, ExpressionKind::condition, problems_);
  return truth ? make_boolean({path, value}, std::move(truth)) : nullptr;
}

TreePtr TreeCompiler::compile_json(const Node& value, const std::string& path) {
  if (!value.is_scalar()) return compile(value, path);
  if (!has_liquid(value.text)) {
    model::JsonParser parser;
    const auto parsed = parser.parse(value.text, constants_);
    if (!parsed) return fail(value.problem("this is not JSON", "did you mean \"{{ " + value.text + " }}\"?"));
    return make_constant({path, value}, *parsed);
  }
  ExpressionPtr json = Expression::compile(value, ExpressionKind::text, problems_);
  return json ? make_json({path, value}, std::move(json), rules_for_(path)) : nullptr;
}

TreePtr TreeCompiler::compile_unless_blank(const Node& value, const std::string& keyword,
                                           const std::string& path) {
  const WhenBlank when_blank = keyword == "$null" ? WhenBlank::null : WhenBlank::omit;
  if (value.kind == Node::Kind::null) return make_unless_blank({path, value}, nullptr, when_blank);
  TreePtr inner = compile(value, path);
  return inner ? make_unless_blank({path, value}, std::move(inner), when_blank) : nullptr;
}

TreePtr TreeCompiler::compile_each(const Node& node, const std::string& path) {
  config::check_keys(node, {"$each", "as", "where", "do"}, problems_);
  const Node *name = node.find("as"), *item = node.find("do"), *where = node.find("where");
  if (!name || !name->is_scalar() || !is_item_name(name->text)) {
    return fail((name ? *name : node).problem("$each needs a name for each item", "add 'as: item'"));
  }
  if (!item) return fail(node.problem("$each needs what to make of each item", "add 'do: ...'"));
  EachParts parts;
  parts.name = name->text;
  parts.list = Expression::compile(*node.find("$each"), ExpressionKind::value, problems_);
  if (where) parts.where = Expression::compile(*where, ExpressionKind::condition, problems_);
  parts.item = compile(*item, path + "[]");
  if (!parts.list || !parts.item || (where && !parts.where)) return nullptr;
  return make_each({path, node}, std::move(parts));
}

TreePtr TreeCompiler::compile_if(const Node& node, const std::string& path) {
  config::check_keys(node, {"$if", "then", "else"}, problems_);
  const Node *then = node.find("then"), *otherwise = node.find("else");
  if (!then) return fail(node.problem("$if needs a value for when it is true", "add 'then: ...'"));
  ExpressionPtr condition = Expression::compile(*node.find("$if"), ExpressionKind::condition, problems_);
  TreePtr when_true = compile(*then, path);
  TreePtr when_false = otherwise ? compile(*otherwise, path) : nullptr;
  if (!condition || !when_true || (otherwise && !when_false)) return nullptr;
  return make_if({path, node}, std::move(condition), std::move(when_true), std::move(when_false));
}

}  // namespace hub::mapping
