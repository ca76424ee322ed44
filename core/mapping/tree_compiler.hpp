// Compiles the `fields` of a record: YAML nodes to trees. Private to core/mapping. One thread.
#pragma once

#include <functional>
#include <string>

#include "core/config/yaml.hpp"
#include "core/mapping/tree.hpp"
#include "core/model/arena.hpp"

namespace hub::mapping {

class TreeCompiler {
 public:
  // The rules of the text at a path; null: none.
  using RulesFor = std::function<const TextRules*(const std::string& path)>;

  // Constants are kept in `constants`, which must outlive the trees.
  TreeCompiler(model::Arena& constants, RulesFor rules_for, config::Problems& problems)
      : constants_(constants), rules_for_(std::move(rules_for)), problems_(problems) {}

  // Null when problems were added.
  TreePtr compile(const config::Node& node, const std::string& path);

 private:
  TreePtr compile_scalar(const config::Node& node, const std::string& path);
  TreePtr compile_object(const config::Node& node, const std::string& path);
  TreePtr compile_list(const config::Node& node, const std::string& path);
  TreePtr compile_keyword(const config::Node& node, const std::string& keyword, const std::string& path);
  TreePtr compile_numeric(const config::Node& value, const std::string& keyword, const std::string& path);
  TreePtr compile_boolean(const config::Node& value, const std::string& path);
  TreePtr compile_json(const config::Node& value, const std::string& path);
  TreePtr compile_unless_blank(const config::Node& value, const std::string& keyword,
                               const std::string& path);
  TreePtr compile_each(const config::Node& node, const std::string& path);
  TreePtr compile_if(const config::Node& node, const std::string& path);
  TreePtr fail(config::Problem problem);

  model::Arena& constants_;
  RulesFor rules_for_;
  config::Problems& problems_;
};

// An unquoted number or truth value as the value that it is, anything else as text. `node` is a scalar or
// null.
model::Value constant_of(const config::Node& node, model::Arena& arena);
// The whole node as a value.
model::Value constants_of(const config::Node& node, model::Arena& arena);
// True when `name` can be used for an item: letters, digits and underscores, not beginning with a digit.
bool is_item_name(const std::string& name);
bool has_liquid(const std::string& text);

}  // namespace hub::mapping
