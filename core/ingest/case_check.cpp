#include "core/ingest/case_check.hpp"

#include <algorithm>

#include "core/base/timestamp.hpp"
#include "core/ingest/plain_text.hpp"
#include "core/ingest/text_checks.hpp"
#include "core/model/builder.hpp"

namespace hub::ingest {

namespace {

using model::Value;

class Checker {
 public:
  Checker(EventType type, Findings& findings) : type_(type), findings_(findings) {}

  void check(const Rule& rule, const Value& value, const Path& at) {
    switch (rule.shape) {
      case Shape::anything:
        return;
      case Shape::object:
        return check_object(rule, value, at);
      case Shape::list:
        return check_list(rule, value, at);
      case Shape::text:
        return check_text(rule, value, at);
      case Shape::time:
        if (!value.is_string() || !parse_timestamp(value.as_string()))
          findings_.add(at, "is not an RFC 3339 time");
        return;
      case Shape::integer:
        return check_integer(value, at);
      case Shape::number:
        if (!value.is_integer() && !value.is_number()) findings_.add(at, "is not a number");
        return;
      case Shape::boolean:
        if (!value.is_boolean()) findings_.add(at, "is not true or false");
        return;
      case Shape::choice:
        return check_choice(rule, value, at);
    }
  }

  // Some value is not to be sealed as it came.
  bool needs_cleaning() const { return needs_cleaning_; }

 private:
  bool is_needed(const Rule& rule) const {
    return rule.needed == Needed::always ||
           (rule.needed == Needed::when_closed && type_ == EventType::case_closed);
  }

  void check_object(const Rule& rule, const Value& value, const Path& at) {
    if (!value.is_object()) return findings_.add(at, "is not an object");
    std::uint64_t seen = 0;
    std::size_t next = 0;  // members mostly come in the order of the table
    for (const model::Member& member : value.as_object()) {
      const std::size_t found = find_rule(rule.members, member.name, next);
      if (found == rule.members.size()) continue;
      next = found + 1;
      const Rule& known = rule.members[found];
      if (member.value.is_null() && !is_needed(known)) continue;
      const Path here = at.member(known.name);
      const std::uint64_t bit = std::uint64_t{1} << found;
      if (seen & bit) findings_.add(here, "occurs more than once");
      seen |= bit;
      needs_cleaning_ |= known.care == Care::drop || known.care == Care::drop_by_default;
      check(known, member.value, here);
    }
    for (std::size_t i = 0; i < rule.members.size(); ++i) {
      if (is_needed(rule.members[i]) && !(seen >> i & 1)) {
        findings_.add(at.member(rule.members[i].name), "is required");
      }
    }
  }

  static std::size_t find_rule(std::span<const Rule> rules, std::string_view name, std::size_t start) {
    for (std::size_t tried = 0; tried < rules.size(); ++tried, ++start) {
      if (start >= rules.size()) start = 0;
      if (rules[start].name.text == name) return start;
    }
    return rules.size();
  }

  void check_list(const Rule& rule, const Value& value, const Path& at) {
    if (!value.is_array()) return findings_.add(at, "is not an array");
    const auto items = value.as_array();
    if (items.size() > rule.max) return findings_.add(at, "holds too many items");
    std::int64_t last_seq = -1;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Path here = at.item(i);
      check(*rule.item, items[i], here);
      if (!rule.has_rising_seq) continue;
      const Value* seq = items[i].find("seq");
      if (!seq || !seq->is_integer()) continue;
      if (seq->as_integer() <= last_seq) findings_.add(here.member("seq"), "does not rise");
      last_seq = seq->as_integer();
    }
  }

  void check_text(const Rule& rule, const Value& value, const Path& at) {
    if (!value.is_string()) return findings_.add(at, "is not a string");
    const std::string_view text = value.as_string();
    if (text.empty() && is_needed(rule)) return findings_.add(at, "is empty");
    // Bytes are never fewer than characters: mostly there is nothing to count.
    if (text.size() > rule.max && count_characters(text) > rule.max) return findings_.add(at, "is too long");
    if (rule.care == Care::strip_html) needs_cleaning_ |= text.find('<') != std::string_view::npos;
  }

  void check_integer(const Value& value, const Path& at) {
    if (!value.is_integer()) return findings_.add(at, "is not an integer");
    if (value.as_integer() < 0) return findings_.add(at, "is negative");
    if (value.as_integer() > kIntegerMax) findings_.add(at, "is too large");
  }

  void check_choice(const Rule& rule, const Value& value, const Path& at) {
    const auto matches = [&](const StaticText& choice) { return value.as_string() == choice.text; };
    if (!value.is_string() || std::ranges::none_of(rule.choices, matches)) {
      findings_.add(at, "is none of the values the schema lists");
    }
  }

  EventType type_;
  Findings& findings_;
  bool needs_cleaning_ = false;
};

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
  Checker checker(type, findings);
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
