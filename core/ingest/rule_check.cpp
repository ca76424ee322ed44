#include "core/ingest/rule_check.hpp"

#include <algorithm>

#include "core/base/timestamp.hpp"
#include "core/ingest/text_checks.hpp"

namespace hub::ingest {

namespace {

using model::Value;

std::size_t find_rule(std::span<const Rule> rules, std::string_view name, std::size_t start) {
  for (std::size_t tried = 0; tried < rules.size(); ++tried, ++start) {
    if (start >= rules.size()) start = 0;
    if (rules[start].name.text == name) return start;
  }
  return rules.size();
}

}  // namespace

void RuleCheck::check(const Rule& rule, const Value& value, const Path& at) {
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

bool RuleCheck::is_needed(const Rule& rule) const {
  return rule.needed == Needed::always ||
         (rule.needed == Needed::when_closed && type_ == EventType::case_closed);
}

void RuleCheck::check_object(const Rule& rule, const Value& value, const Path& at) {
  if (!value.is_object()) return findings_.add(at, "is not an object");
  std::uint64_t seen = 0;
  bool has_unknown = false;
  std::size_t next = 0;  // members mostly come in the order of the table
  for (const model::Member& member : value.as_object()) {
    const std::size_t found = find_rule(rule.members, member.name, next);
    if (found == rule.members.size()) {
      has_unknown = true;
      continue;
    }
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
  if (rule.is_closed && has_unknown) findings_.add(at, "has a member that the schema does not list");
  for (std::size_t i = 0; i < rule.members.size(); ++i) {
    if (is_needed(rule.members[i]) && !(seen >> i & 1)) {
      findings_.add(at.member(rule.members[i].name), "is required");
    }
  }
}

void RuleCheck::check_list(const Rule& rule, const Value& value, const Path& at) {
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

void RuleCheck::check_text(const Rule& rule, const Value& value, const Path& at) {
  if (!value.is_string()) return findings_.add(at, "is not a string");
  const std::string_view text = value.as_string();
  if (text.empty() && is_needed(rule)) return findings_.add(at, "is empty");
  // Bytes are never fewer than characters: mostly there is nothing to count.
  if (text.size() > rule.max && count_characters(text) > rule.max) return findings_.add(at, "is too long");
  if (rule.care == Care::strip_html) needs_cleaning_ |= text.find('<') != std::string_view::npos;
}

void RuleCheck::check_integer(const Value& value, const Path& at) {
  if (!value.is_integer()) return findings_.add(at, "is not an integer");
  if (value.as_integer() < 0) return findings_.add(at, "is negative");
  if (value.as_integer() > kIntegerMax) findings_.add(at, "is too large");
}

void RuleCheck::check_choice(const Rule& rule, const Value& value, const Path& at) {
  const auto matches = [&](const StaticText& choice) { return value.as_string() == choice.text; };
  if (!value.is_string() || std::ranges::none_of(rule.choices, matches)) {
    findings_.add(at, "is none of the values the schema lists");
  }
}

}  // namespace hub::ingest
