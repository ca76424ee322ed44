#include "core/ingest/case_check.hpp"

#include <algorithm>

#include "core/base/timestamp.hpp"
#include "core/ingest/plain_text.hpp"
#include "core/ingest/rule_check.hpp"
#include "core/model/builder.hpp"

namespace hub::ingest {

namespace {

using model::Value;

bool is_dropped(const Rule& rule, const CasePolicy& policy) {
  return rule.care == Care::drop || (rule.care == Care::drop_by_default && !policy.keeps_visitor_ip);
}

Value cleaned(const Rule& rule, const Value& value, const CasePolicy& policy, model::Arena& arena) {
  if (rule.care == Care::strip_html && value.is_string()) {
    return Value::string(to_plain_text(value.as_string(), arena), value.data_class());
  }
  if (rule.shape == Shape::list && value.is_array() && rule.item->shape == Shape::object) {
    model::ArrayBuilder items(arena);
    for (const Value& item : value.as_array()) items.add(cleaned(*rule.item, item, policy, arena));
    return items.finish(value.data_class());
  }
  if (rule.shape != Shape::object || !value.is_object()) return value;
  model::ObjectBuilder members(arena);
  for (const model::Member& member : value.as_object()) {
    const auto known =
        std::ranges::find(rule.members, member.name, [](const Rule& r) { return r.name.text; });
    if (known == rule.members.end()) {
      members.add(member.name, member.value);
    } else if (!is_dropped(*known, policy)) {
      members.add(member.name, cleaned(*known, member.value, policy, arena));
    }
  }
  return members.finish(value.data_class());
}

}  // namespace

bool is_case_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 &&
         std::ranges::all_of(id, [](char c) { return c > ' ' && c < '\x7f'; });
}

CheckedCase check_case(const Value& data, EventType type, const CasePolicy& policy, const Path& at,
                       model::Arena& arena, Findings& findings) {
  RuleCheck checker(type, findings);
  checker.check(kCaseData, data, at);
  CheckedCase result;
  const Value* const the_case = data.find("case");
  if (!the_case) return result;
  result.case_id = the_case->text_at("id");
  if (!result.case_id.empty() && !is_case_id(result.case_id)) {
    const Path case_path = at.member("case");
    findings.add(case_path.member("id"), "is not made of 1 to 128 visible ASCII characters");
  }
  if (const Value* session = data.find("session")) result.session_id = session->text_at("id");
  result.case_type = the_case->text_at("type_id");
  result.closed_at = parse_timestamp(the_case->text_at("closed_at")).value_or(WallTime{});
  if (!findings.empty()) return result;
  result.data = checker.needs_cleaning() ? cleaned(kCaseData, data, policy, arena) : data;
  return result;
}

Problem invalid_case(Findings findings) {
  return Problem(422, "invalid-case", "The data do not follow the case schema")
      .with_detail("the schema is at /schemas/case-closed.v1.json")
      .with_findings(std::move(findings));
}

}  // namespace hub::ingest
