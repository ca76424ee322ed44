// A tenant's policy spelled out for people: which rule lets what be done with each field of a case, on this
// node and at each target; and what a change of the policy would let happen, or stop. Pure functions; any
// thread.
#pragma once

#include <string>
#include <vector>

#include "core/policy/evaluate.hpp"

namespace hub::policy {

// One answer: a field at one column.
struct Verdict {
  std::string rule;    // that allows it; empty: it is denied
  std::string reason;  // why it is denied: "no rule", "max_class"
};

struct FieldVerdicts {
  std::string field;  // "visitor.email"
  model::DataClass data_class = model::DataClass::none;
  std::vector<Verdict> verdicts;  // beside Explanation::columns
};

// What a rule of the policy hangs on, besides classes and places.
struct RuleNote {
  std::string rule, legal_basis, conditions;  // empty: none
};

// What stays of delivered cases of one type.
struct KeepNote {
  std::string type;  // `case.type_id`; "(any other)"
  std::string kept;  // "kept whole for 30 days"
};

struct Explanation {
  std::vector<KeepNote> keeping;
  std::vector<RuleNote> rules;
  std::vector<std::string> columns;  // "accept", ..., "backup", then "deliver: crm" for each target
  std::vector<FieldVerdicts> fields;
};

// As it is at that moment. Fields are those of the table, those that the tenant declares, and all others as
// one.
Explanation explain(const Tenant& tenant, const Resources& resources, const NodePlaces& node, WallTime at);

struct PolicyChange {
  std::string field, column;
  std::string before, after;  // rules; empty: denied

  bool is_allowed_now() const { return before.empty(); }
  bool is_stopped() const { return after.empty(); }
};

// What is allowed in one of them only, or by another rule, and what is kept otherwise. A column that one of
// them lacks allows nothing.
std::vector<PolicyChange> changes_between(const Explanation& before, const Explanation& after);

// The page about policies, as Markdown.
std::string policy_reference_page();

}  // namespace hub::policy
