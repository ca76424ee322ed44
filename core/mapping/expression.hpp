// One Liquid text of a mapping file, compiled, with its place in the file. Immutable; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/base/result.hpp"
#include "core/config/yaml.hpp"
#include "core/mapping/liquid/template.hpp"
#include "core/mapping/scope.hpp"
#include "core/model/value.hpp"

namespace hub::mapping {

enum class ExpressionKind : std::uint8_t {
  text,       // "Chat {{ case.id }}"
  value,      // "transcript.messages", with or without {{ }}
  condition,  // "case.channel != 'offline'", with or without {{ }}
};

class Expression {
 public:
  // Nothing when problems were added.
  static std::shared_ptr<const Expression> compile(const config::Node& node, ExpressionKind kind,
                                                   config::Problems& problems);

  // Each adds its output to what the case may cost.
  Result<liquid::Rendered> text(Scope& scope) const;
  Result<model::Value> value(Scope& scope) const;
  // Of kind condition only: a boolean value, with the class of what was looked at.
  Result<model::Value> holds(Scope& scope) const { return value(scope); }

  // True when it is nothing but one {{ output }}: its value has a type.
  bool is_value() const { return compiled_->is_expression(); }
  // True when it is nothing but a name of the case: how many items it has says nothing about what is in them.
  bool is_plain_path() const;
  // True when it is text without tags: the same for every case.
  bool is_constant() const;
  const liquid::Template& compiled() const { return *compiled_; }
  // The scalar in the mapping file.
  const config::Node& node() const { return node_; }

 private:
  Expression(config::Node node, std::shared_ptr<const liquid::Template> compiled)
      : node_(std::move(node)), compiled_(std::move(compiled)) {}

  config::Node node_;
  std::shared_ptr<const liquid::Template> compiled_;
};

using ExpressionPtr = std::shared_ptr<const Expression>;

}  // namespace hub::mapping
