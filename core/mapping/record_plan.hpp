// A record of a mapping, compiled: when it is made, from what, and what it is linked to. Private to
// core/mapping. Immutable; any thread, each with its own Scope.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/mapping/expression.hpp"
#include "core/mapping/text_rules.hpp"
#include "core/mapping/tree.hpp"
#include "core/model/record.hpp"

namespace hub::mapping {

// One record for each item of a list.
struct RepeatPlan {
  ExpressionPtr list;
  std::string name;
  ExpressionPtr where;  // may be null
};

// One text, made piece by piece and cut between pieces into as many records as it needs.
struct SplitPlan {
  RepeatPlan pieces;
  std::string field;
  ExpressionPtr text;     // of one piece
  ExpressionPtr heading;  // of each part; may be null
  std::string join;
  std::size_t limit = 0;
  LengthUnit unit = LengthUnit::utf16;
  const TextRules* rules = nullptr;
};

struct RecordPlan {
  std::string name;
  config::Node node;
  ExpressionPtr when;    // may be null: always
  bool is_late = false;  // made of late news, and of these only
  TreePtr fields;
  std::optional<RepeatPlan> repeat;
  std::optional<SplitPlan> split;
  const OverflowRule* takes = nullptr;  // it holds what does not fit another record's field
  std::string takes_from;               // that record's name
  int parent = -1;                      // index of the plan and of the shape
  ExpressionPtr attach_id;              // may be null
  std::vector<std::pair<std::string, ExpressionPtr>> match;

  // What they point to lives as long as the plan.
  std::vector<std::unique_ptr<OverflowRule>> overflow_rules;
  std::map<std::string, std::unique_ptr<TextRules>, std::less<>> text_rules;

  bool has_parts() const { return repeat || split || (takes && takes->policy == OverflowPolicy::split); }
};

// What the fields of a record can be, by the record.
class FactCollector;
void describe(const RecordPlan& plan, FactCollector& facts);

}  // namespace hub::mapping
