// The parts of a record that say what happens to texts and to records that exist.
#include <algorithm>
#include <charconv>

#include "core/mapping/record_compiler.hpp"
#include "core/mapping/record_keys.hpp"
#include "core/mapping/tree_compiler.hpp"

namespace hub::mapping {

using config::Node;
using model::Resolution;

namespace {

constexpr std::size_t kLimitMax = 8u * 1024 * 1024;
// A mark and one character of text must fit into any limit.
constexpr std::size_t kLimitMin = 16;

}  // namespace

template <class Choice>
Choice RecordCompiler::read_choice(const Node& map, const std::string& key, Choice fallback,
                                   const std::vector<std::pair<std::string, Choice>>& choices) {
  const Node* value = map.find(key);
  if (!value) return fallback;
  std::vector<std::string> words;
  std::string all;
  for (const auto& [word, choice] : choices) {
    if (value->is_scalar() && value->text == word) return choice;
    words.push_back(word);
    all += (all.empty() ? "" : ", ") + word;
  }
  const auto meant = config::did_you_mean(value->text, words);
  report(
      value->problem("'" + key + "' must be one of: " + all, meant ? "did you mean '" + *meant + "'?" : ""));
  return fallback;
}

template bool RecordCompiler::read_choice(const Node&, const std::string&, bool,
                                          const std::vector<std::pair<std::string, bool>>&);
template model::Compare RecordCompiler::read_choice(
    const Node&, const std::string&, model::Compare,
    const std::vector<std::pair<std::string, model::Compare>>&);

std::optional<std::size_t> RecordCompiler::read_limit(const Node& map, bool required) {
  const Node* value = map.find("limit");
  if (!value) {
    if (required)
      report(map.problem("'limit' is missing", "write the most that the field takes: limit: 255"));
    return std::nullopt;
  }
  std::size_t limit = 0;
  const char* end = value->text.data() + value->text.size();
  const auto [stop, failure] = std::from_chars(value->text.data(), end, limit);
  const bool is_number = value->is_scalar() && failure == std::errc{} && stop == end;
  if (!is_number || limit < kLimitMin || limit > kLimitMax) {
    report(value->problem("'limit' must be a whole number from 16 to 8388608"));
    return std::nullopt;
  }
  return limit;
}

LengthUnit RecordCompiler::read_unit(const Node& map) {
  return read_choice<LengthUnit>(
      map, "unit", LengthUnit::utf16,
      {{"utf16", LengthUnit::utf16}, {"characters", LengthUnit::characters}, {"bytes", LengthUnit::bytes}});
}

void RecordCompiler::read_redact() {
  const Node* redact = node_.find("redact");
  if (!redact) return;
  if (redact->is_list()) {
    for (const Node& field : redact->items) redact_[field.text] = {field, {}, false};
    return;
  }
  if (!redact->is_map()) {
    report(
        redact->problem("redact is a list of fields", "write [Description] or {Description: [card, email]}"));
    return;
  }
  for (const auto& [key, value] : redact->members)
    redact_[key.text] = {key, redaction::read_instruction(value, nullptr, problems_), false};
}

void RecordCompiler::read_overflow() {
  const Node* overflow = node_.find("overflow");
  if (!overflow) return;
  if (!overflow->is_map()) {
    report(overflow->problem("overflow is a table of fields", "write {Subject: {limit: 255, do: truncate}}"));
    return;
  }
  for (const auto& [key, value] : overflow->members) {
    if (!value.is_map()) {
      report(
          value.problem("an overflow policy has a limit and what to do", "write {limit: 255, do: truncate}"));
      continue;
    }
    config::check_keys(value, overflow_keys(), problems_);
    auto rule = std::make_unique<OverflowRule>();
    rule->field = key.text;
    rule->node = key;
    rule->limit = read_limit(value, true).value_or(kLimitMin);
    rule->unit = read_unit(value);
    if (!value.find("do"))
      report(value.problem("'do' is missing", "one of: truncate, refuse, attach, split"));
    rule->policy = read_choice<OverflowPolicy>(value, "do", OverflowPolicy::refuse,
                                               {{"truncate", OverflowPolicy::truncate},
                                                {"refuse", OverflowPolicy::refuse},
                                                {"attach", OverflowPolicy::attach},
                                                {"split", OverflowPolicy::split}});
    const Node* mark = value.find("mark");
    rule->mark = mark ? mark->text : "…";
    if (length_of(rule->mark, rule->unit) + 4 > rule->limit)
      report(value.problem("the mark is longer than the limit"));
    const bool goes_on = rule->policy == OverflowPolicy::attach || rule->policy == OverflowPolicy::split;
    rule->to = read_text(value, "to", goes_on);
    record_.plan.overflow_rules.push_back(std::move(rule));
  }
}

void RecordCompiler::read_attach() {
  const Node* attach = node_.find("attach");
  if (!attach) return;
  if (!attach->is_map()) {
    report(attach->problem("attach is a table of settings",
                           "write {id: \"{{ custom.case_id }}\", missing: create}"));
    return;
  }
  config::check_keys(*attach, attach_keys(), problems_);
  if (!attach->find("id"))
    report(attach->problem("'id' is missing", "write where the case carries the target's id"));
  record_.plan.attach_id = read_expression(*attach, "id", ExpressionKind::text);
  model::AttachRule rule;
  rule.field = read_text(*attach, "field", false);
  const std::vector<std::pair<std::string, Resolution>> when_missing = {
      {"create", Resolution::create}, {"skip", Resolution::skip}, {"refuse", Resolution::refuse}};
  rule.missing = read_choice<Resolution>(*attach, "missing", Resolution::refuse, when_missing);
  auto when_closed = when_missing;
  when_closed.emplace_back("use", Resolution::use);
  when_closed.emplace_back("link", Resolution::link);
  rule.closed = read_choice<Resolution>(*attach, "closed", Resolution::refuse, when_closed);
  if (const Node* closed_when = attach->find("closed_when")) {
    if (!closed_when->is_map() || closed_when->members.size() != 1) {
      report(closed_when->problem("closed_when names one field and its value", "write {IsClosed: true}"));
    } else {
      rule.closed_field = closed_when->members[0].first.text;
      rule.closed_value = constants_of(closed_when->members[0].second, constants_);
    }
  } else if (attach->find("closed")) {
    report(attach->problem("'closed' needs 'closed_when'", "write closed_when: {IsClosed: true}"));
  }
  record_.shape.attach = rule;
}

void RecordCompiler::read_match() {
  const Node* match = node_.find("match");
  if (!match) return;
  const Node* by = match->find("by");
  if (!by || !by->is_map() || by->members.empty()) {
    report(match->problem("match needs the fields to look by", "write by: {Email: \"{{ visitor.email }}\"}"));
    return;
  }
  config::check_keys(*match, match_keys(), problems_);
  for (const auto& [key, value] : by->members) {
    if (ExpressionPtr text = Expression::compile(value, ExpressionKind::text, problems_)) {
      record_.plan.match.emplace_back(key.text, std::move(text));
    }
  }
  model::MatchRule rule;
  const std::vector<std::pair<std::string, Resolution>> when_none = {
      {"create", Resolution::create}, {"skip", Resolution::skip}, {"refuse", Resolution::refuse}};
  rule.none = read_choice<Resolution>(*match, "none", Resolution::create, when_none);
  rule.one = read_choice<Resolution>(*match, "one", Resolution::use,
                                     {{"use", Resolution::use},
                                      {"link", Resolution::link},
                                      {"skip", Resolution::skip},
                                      {"refuse", Resolution::refuse}});
  auto when_many = when_none;
  when_many.emplace_back("use", Resolution::use);
  when_many.emplace_back("link", Resolution::link);
  rule.many = read_choice<Resolution>(*match, "many", Resolution::refuse, when_many);
  record_.shape.match = rule;
}

}  // namespace hub::mapping
