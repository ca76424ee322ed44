#include "core/mapping/tools/target_check.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "core/base/ascii.hpp"

namespace hub::mapping {

namespace {

using config::Node;
using model::SchemaField;
using model::SchemaObject;

constexpr std::size_t kKeyLength = 40;

enum class TypeGroup { text, integer, number, boolean, other };

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// Vendors name types in their own words; what is not listed is not judged.
TypeGroup group_of(const std::string& type) {
  constexpr std::array<std::string_view, 11> kTexts = {"string",   "textarea",  "text",     "email",
                                                       "phone",    "url",       "picklist", "multipicklist",
                                                       "combobox", "reference", "id"};
  constexpr std::array<std::string_view, 3> kIntegers = {"int", "integer", "long"};
  constexpr std::array<std::string_view, 6> kNumbers = {"double", "currency", "percent",
                                                        "number", "decimal",  "float"};
  constexpr std::array<std::string_view, 3> kBooleans = {"boolean", "bool", "checkbox"};
  const std::string lower = lower_case(type);
  if (is_one_of(lower, kTexts)) return TypeGroup::text;
  if (is_one_of(lower, kIntegers)) return TypeGroup::integer;
  if (is_one_of(lower, kNumbers)) return TypeGroup::number;
  if (is_one_of(lower, kBooleans)) return TypeGroup::boolean;
  return TypeGroup::other;
}

// What to write instead, or nothing when the types fit.
std::optional<std::string> type_fix(LeafKind kind, TypeGroup group) {
  const bool is_numeric = kind == LeafKind::integer || kind == LeafKind::number;
  switch (group) {
    case TypeGroup::text:
      if (is_numeric || kind == LeafKind::boolean) return "write it as a text, without $int, $num or $bool";
      return std::nullopt;
    case TypeGroup::integer:
      if (kind == LeafKind::text || kind == LeafKind::boolean || kind == LeafKind::number)
        return "use {$int: ...}";
      return std::nullopt;
    case TypeGroup::number:
      if (kind == LeafKind::text || kind == LeafKind::boolean) return "use {$num: ...}";
      return std::nullopt;
    case TypeGroup::boolean:
      if (kind == LeafKind::text || is_numeric) return "use {$bool: ...}";
      return std::nullopt;
    case TypeGroup::other:
      break;
  }
  return std::nullopt;
}

std::string top_level(const std::string& path) {
  return path.substr(0, path.find_first_of(".["));
}

class RecordCheck {
 public:
  RecordCheck(const CompiledMapping& mapping, const RecordFacts& record, const model::Schema& schema,
              TargetProblems& problems)
      : mapping_(mapping), record_(record), schema_(schema), problems_(problems) {}

  void run() {
    object_ = schema_.find(record_.shape->object);
    if (!object_) return report_object();
    const Node& at = record_.plan->node;
    if (!object_->createable)
      block(at, object_->name + " cannot be created by the hub's user", "grant Create on it");
    if (!object_->updateable)
      add(at, object_->name + " cannot be changed by the hub's user", "grant Edit on it");
    if (!object_->readable)
      add(at, object_->name + " cannot be read back by the hub's user", "grant Read on it");
    for (const FieldFacts& field : record_.fields) check_field(field);
    check_key();
    check_parent();
    check_required();
    for (const auto& [name, expression] : record_.plan->match) find(name, expression->node());
    if (const auto& attach = record_.shape->attach) {
      if (!attach->closed_field.empty()) find(attach->closed_field, at);
      if (!attach->field.empty()) find(attach->field, at);
    }
  }

 private:
  void add(const Node& at, std::string message, std::string fix = {}) {
    problems_.all.push_back(
        at.problem("record '" + record_.plan->name + "': " + std::move(message), std::move(fix)));
  }
  void block(const Node& at, std::string message, std::string fix = {}) {
    add(at, std::move(message), std::move(fix));
    problems_.blocking.push_back(problems_.all.back());
  }

  void report_object() {
    std::vector<std::string> names;
    for (const SchemaObject& object : schema_.objects) names.push_back(object.name);
    const auto meant = config::did_you_mean(record_.shape->object, names);
    const Node* at = record_.plan->node.find("object");
    block(at ? *at : record_.plan->node,
          "the target has no object '" + record_.shape->object + "', or the hub's user may not see it",
          meant ? "did you mean '" + *meant + "'?" : "");
  }

  const SchemaField* find(const std::string& name, const Node& at) {
    const SchemaField* found = object_->find(name);
    if (found || object_->is_open) return found;
    std::vector<std::string> names;
    for (const SchemaField& field : object_->fields) names.push_back(field.name);
    const auto meant = config::did_you_mean(name, names);
    block(at, object_->name + " has no field '" + name + "', or the hub's user has no permission for it",
          meant ? "did you mean '" + *meant + "'?" : "add the field or grant the permission");
    return nullptr;
  }

  void check_field(const FieldFacts& field) {
    const SchemaField* target = find(top_level(field.path), field.node);
    if (!target) return;
    if (!target->createable && !target->updateable) {
      return block(field.node, "'" + field.path + "' is read-only at the target", "remove this line");
    }
    if (!target->updateable) {
      add(field.node,
          "'" + field.path + "' cannot be changed once it is written, so a repeated delivery would fail",
          "leave it out");
    }
    if (!target->createable)
      add(field.node, "'" + field.path + "' cannot be written when a record is made", "leave it out");
    const bool is_whole_field = field.path == target->name;
    if (!is_whole_field) return;
    if (const auto fix = type_fix(field.kind, group_of(target->type))) {
      add(field.node, "'" + field.path + "' is of type " + target->type + " at the target", *fix);
    }
    check_length(field, *target);
    check_values(field, *target);
  }

  void check_length(const FieldFacts& field, const SchemaField& target) {
    if (!target.length_max || field.kind != LeafKind::text || target.restricted) return;
    const std::string limit = std::to_string(*target.length_max);
    if (field.size_max && *field.size_max <= *target.length_max) return;
    const std::string most =
        field.size_max ? "up to " + std::to_string(*field.size_max) + " characters" : "any length";
    const std::string fix = field.overflow
                                ? "lower its overflow limit to " + limit
                                : "add overflow: {" + field.path + ": {limit: " + limit + ", do: truncate}}";
    add(field.node, "'" + field.path + "' may have " + most + " and the target takes " + limit, fix);
  }

  void check_values(const FieldFacts& field, const SchemaField& target) {
    if (!target.restricted || target.values.empty()) return;
    if (field.constant) return check_value(field, *field.constant, target);
    for (const std::string& name : field.tables) {
      const model::Value* table = mapping_.tables().find(name);
      if (!table || !table->is_object()) continue;
      for (const model::Member& row : table->as_object()) {
        if (row.value.is_string()) check_value(field, std::string(row.value.as_string()), target);
      }
    }
  }

  void check_value(const FieldFacts& field, const std::string& value, const SchemaField& target) {
    if (std::ranges::find(target.values, value) != target.values.end()) return;
    const auto meant = config::did_you_mean(value, target.values);
    std::string all;
    for (const std::string& known : target.values) all += (all.empty() ? "known values: " : ", ") + known;
    add(field.node, "'" + value + "' is no value of the picklist '" + field.path + '\'',
        meant ? "did you mean '" + *meant + "'?" : all);
  }

  void check_key() {
    if (record_.shape->key_field.empty()) return;
    const Node* at = record_.plan->node.find("key");
    const Node& place = at ? *at : record_.plan->node;
    const SchemaField* key = find(record_.shape->key_field, place);
    if (!key) return;
    if (!key->usable_as_key)
      add(place, "'" + key->name + "' cannot be used as a key", "mark it as an external id");
    if (!key->unique)
      add(place, "'" + key->name + "' is not unique: two deliveries could make two records",
          "mark it as unique");
    if (!key->createable)
      add(place, "'" + key->name + "' cannot be written by the hub's user", "grant Edit on the field");
    if (key->length_max && *key->length_max < kKeyLength)
      add(place, "'" + key->name + "' is shorter than 40 characters");
  }

  void check_parent() {
    if (record_.shape->parent < 0) return;
    const Node* at = record_.plan->node.find("parent");
    const Node& place = at ? *at : record_.plan->node;
    const SchemaField* link = find(record_.shape->parent_field, place);
    if (!link) return;
    const std::string& parent = mapping_.shapes()[static_cast<std::size_t>(record_.shape->parent)].object;
    const bool fits =
        link->refers_to.empty() || std::ranges::find(link->refers_to, parent) != link->refers_to.end();
    if (!fits) add(place, "'" + link->name + "' does not link to " + parent);
    if (!link->createable)
      add(place, "'" + link->name + "' cannot be written by the hub's user", "grant Edit on the field");
  }

  void check_required() {
    for (const SchemaField& target : object_->fields) {
      if (!target.required || !target.createable) continue;
      const bool is_ours =
          target.name == record_.shape->key_field || target.name == record_.shape->parent_field;
      const bool is_written = std::ranges::any_of(record_.fields, [&target](const FieldFacts& field) {
        return top_level(field.path) == target.name;
      });
      if (!is_ours && !is_written) {
        add(record_.plan->node, "the target requires '" + target.name + "' and nothing fills it",
            "add it under fields");
      }
    }
  }

  const CompiledMapping& mapping_;
  const RecordFacts& record_;
  const model::Schema& schema_;
  TargetProblems& problems_;
  const SchemaObject* object_ = nullptr;
};

}  // namespace

TargetProblems check_target(const CompiledMapping& mapping, const MappingFacts& facts,
                            const model::Schema& schema) {
  TargetProblems problems;
  for (const RecordFacts& record : facts.records) RecordCheck(mapping, record, schema, problems).run();
  return problems;
}

}  // namespace hub::mapping
