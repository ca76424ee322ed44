// The compiled tree of a record's fields: containers whose leaves are texts and typed values. Private to
// core/mapping. Immutable; any thread, each with its own Scope.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/mapping/expression.hpp"
#include "core/mapping/scope.hpp"
#include "core/mapping/text_rules.hpp"
#include "core/model/value.hpp"

namespace hub::mapping {

class FactCollector;

// A value, or nothing when the field is to be left out. Errors carry the path of the field.
using Made = Result<std::optional<model::Value>>;

class Tree {
 public:
  virtual ~Tree() = default;
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  virtual Made make(Scope& scope) const = 0;
  // Tells what it can write and reads, without a case.
  virtual void describe(FactCollector& facts) const = 0;

 protected:
  Tree() = default;
};
using TreePtr = std::unique_ptr<const Tree>;

// Where a node of the tree stands: in the record ("comment.body", "tags[]") and in the file.
struct TreePlace {
  std::string path;
  config::Node node;
};

// The same value for every case; strings in it must outlive the tree.
TreePtr make_constant(TreePlace place, const model::Value& value);
// `rules` may be null and must outlive the tree.
TreePtr make_text(TreePlace place, ExpressionPtr text, const TextRules* rules);
TreePtr make_integer(TreePlace place, ExpressionPtr number);
TreePtr make_number(TreePlace place, ExpressionPtr number);
TreePtr make_boolean(TreePlace place, ExpressionPtr truth);
// A value as it is in the case, or a text that is JSON.
TreePtr make_json(TreePlace place, ExpressionPtr json, const TextRules* rules);

enum class WhenBlank : std::uint8_t { null, omit };
// What `inner` makes unless that is blank (null, "", [], {}); without `inner` it is always blank.
TreePtr make_unless_blank(TreePlace place, TreePtr inner, WhenBlank when_blank);

TreePtr make_object(std::vector<std::pair<std::string, TreePtr>> members);
TreePtr make_list(std::vector<TreePtr> items);

struct EachParts {
  ExpressionPtr list;
  std::string name;     // what each item is called
  ExpressionPtr where;  // may be null
  TreePtr item;
};
TreePtr make_each(TreePlace place, EachParts parts);
// `otherwise` may be null: the field is left out.
TreePtr make_if(TreePlace place, ExpressionPtr condition, TreePtr then, TreePtr otherwise);

// Adds the path of the field to an error that has none yet, and says so in the message.
Error at_field(Error error, const std::string& path);

}  // namespace hub::mapping
