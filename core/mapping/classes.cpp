#include "core/mapping/classes.hpp"

#include <algorithm>
#include <array>

#include "core/config/yaml.hpp"
#include "core/mapping/class_tree.hpp"

namespace hub::mapping {

namespace {

using model::Arena;
using model::DataClass;
using model::Member;
using model::Value;

// Everything in `value` gets the one class.
Value with_class_throughout(const Value& value, DataClass c, Arena& arena) {
  if (value.is_array()) {
    const auto from = value.as_array();
    Value* items = arena.take_array<Value>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      ::new (&items[i]) Value(with_class_throughout(from[i], c, arena));
    }
    return Value::array({items, from.size()}, c);
  }
  if (value.is_object()) {
    const auto from = value.as_object();
    Member* members = arena.take_array<Member>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      ::new (&members[i]) Member{from[i].name, with_class_throughout(from[i].value, c, arena)};
    }
    return Value::object({members, from.size()}, c);
  }
  return value.with_class(c);
}

DataClass class_of_answer(const Value& answer, const std::vector<const DeclaredField*>& declared) {
  const std::string_view key = answer.text_at("key");
  const auto known =
      std::ranges::find(declared, key, [](const DeclaredField* one) { return answer_key(*one); });
  if (known != declared.end()) {
    const Value* given = answer.find("value");
    return given && has_type(*given, (*known)->type) ? (*known)->data_class : DataClass::free_text;
  }
  constexpr std::array<std::string_view, 4> kDirectTypes = {"email", "phone", "name", "customer_no"};
  const std::string_view type = answer.text_at("type");
  for (const std::string_view direct : kDirectTypes) {
    if (type == direct) return DataClass::direct;
  }
  return DataClass::free_text;
}

Value apply(const Value& value, const ClassTree* rule, Arena& arena);

Value apply_to_object(const Value& value, const ClassTree& rule, Arena& arena) {
  const auto from = value.as_object();
  Member* members = arena.take_array<Member>(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    const Value& inside = from[i].value;
    // Known or not, a single value among free text is free text: most of a transcript needs no search.
    const bool is_free_text = rule.is_all_free_text && !inside.is_array() && !inside.is_object();
    ::new (&members[i]) Member{from[i].name, is_free_text ? inside.with_class(DataClass::free_text)
                                                          : apply(inside, rule.find(from[i].name), arena)};
  }
  return Value::object({members, from.size()});
}

Value apply_to_array(const Value& value, const ClassTree& element, Arena& arena) {
  const auto from = value.as_array();
  Value* items = arena.take_array<Value>(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    ::new (&items[i]) Value(apply(from[i], &element, arena));
  }
  return Value::array({items, from.size()});
}

Value apply(const Value& value, const ClassTree* rule, Arena& arena) {
  if (!rule) return with_class_throughout(value, DataClass::free_text, arena);
  if (rule->by_declared_type)
    return with_class_throughout(value, class_of_answer(value, rule->answers), arena);
  if (rule->is_leaf && !value.is_array() && !value.is_object()) {
    const bool is_something_else =
        rule->declared && !value.is_null() && !has_type(value, rule->declared->type);
    return value.with_class(is_something_else ? DataClass::free_text : rule->highest);
  }
  if (value.is_object() && !rule->members.empty()) return apply_to_object(value, *rule, arena);
  if (value.is_array() && rule->element) return apply_to_array(value, *rule->element, arena);
  if (value.is_null()) return value.with_class(rule->highest);
  // Another shape than the table's: nothing is known about it.
  return with_class_throughout(value, DataClass::free_text, arena);
}

struct Followed {
  const ClassTree* rule = nullptr;  // null: the table does not have the path
  bool inside_leaf = false;         // the path goes on below a single value
};

Followed follow(const liquid::Path& path, const ClassTree& tree) {
  const ClassTree* at = &tree;
  for (const std::string& step : path) {
    // `size` tells about the whole of what it is asked of.
    if (step == "size" && !at->find(step)) return {at, false};
    if (at->is_leaf) return {at, true};
    const bool is_element = step == "[]" || step == "first" || step == "last";
    const ClassTree* next = at->element && is_element ? at->element.get() : at->find(step);
    // "[]" of an object is any of its members.
    if (!next && step == "[]" && !at->members.empty()) return {at, false};
    if (!next && at->holds_json) return {at, true};
    if (!next) return {};
    at = next;
  }
  return {at, false};
}

// True for "how many" of a container that the table has: its shape, not its contents.
bool is_shape(const liquid::Path& path, const ClassTree& tree) {
  if (path.size() < 2 || path.back() != "size") return false;
  const Followed found = follow(liquid::Path(path.begin(), path.end() - 1), tree);
  return found.rule && !found.inside_leaf && !found.rule->is_leaf && !found.rule->find("size");
}

}  // namespace

Value classify(const Value& data, Arena& arena, const CaseClasses& classes) {
  return apply(data, &classes.tree(), arena);
}

DataClass class_of_path(const liquid::Path& path, const CaseClasses& classes) {
  if (is_shape(path, classes.tree())) return DataClass::none;
  const Followed found = follow(path, classes.tree());
  return found.rule && !found.inside_leaf ? found.rule->highest : DataClass::free_text;
}

bool is_known_path(const liquid::Path& path) {
  const Followed found = follow(path, CaseClasses::usual().tree());
  return found.rule && (!found.inside_leaf || found.rule->holds_json);
}

std::optional<std::string> suggest_path(const liquid::Path& path) {
  liquid::Path meant;
  const ClassTree* at = &CaseClasses::usual().tree();
  for (const std::string& step : path) {
    const ClassTree* next = step == "[]" ? at->element.get() : at->find(step);
    meant.push_back(step);
    if (!next) {
      std::vector<std::string> names;
      for (const auto& [name, child] : at->members) names.emplace_back(name);
      const auto name = config::did_you_mean(step, names);
      if (!name) return std::nullopt;
      meant.back() = *name;
      next = at->find(*name);
    }
    at = next;
  }
  return dotted(meant);
}

std::string dotted(const liquid::Path& path) {
  std::string text;
  for (const std::string& step : path) {
    if (!text.empty() && step != "[]") text += '.';
    text += step;
  }
  return text;
}

liquid::Path parse_path(std::string_view text) {
  liquid::Path path;
  while (!text.empty()) {
    if (text.front() == '.') {
      text.remove_prefix(1);
      continue;
    }
    const bool is_element = text.starts_with("[]");
    const std::size_t end = is_element ? 2 : std::min(text.find_first_of(".[", 1), text.size());
    path.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return path;
}

}  // namespace hub::mapping
