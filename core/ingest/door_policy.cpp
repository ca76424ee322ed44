#include "core/ingest/door_policy.hpp"

#include <algorithm>
#include <utility>

#include "core/mapping/classes.hpp"
#include "core/model/builder.hpp"

namespace hub::ingest {

namespace {

using mapping::CaseClasses;
using mapping::DeclaredField;
using model::Value;

constexpr milliseconds kComeBackAfter{3'600'000};

// `object` without the member at the end of a path of names.
Value without(const Value& object, std::string_view path, model::Arena& arena) {
  if (!object.is_object()) return object;
  const std::size_t end = path.find('.');
  const std::string_view name = path.substr(0, end);
  model::ObjectBuilder members(arena);
  for (const model::Member& member : object.as_object()) {
    if (member.name != name)
      members.add(member.name, member.value);
    else if (end != path.npos)
      members.add(member.name, without(member.value, path.substr(end + 1), arena));
  }
  return members.finish(object.data_class());
}

bool is_secret_answer(const Value& answer, const CaseClasses& classes) {
  const std::string_view key = answer.text_at("key");
  return std::ranges::any_of(classes.declared(), [&](const DeclaredField& field) {
    return field.is_secret && !key.empty() && answer_key(field) == key;
  });
}

Value without_secret_answers(const Value& data, const CaseClasses& classes, model::Arena& arena) {
  const Value* answers = data.find("prechat");
  if (!answers || !answers->is_array()) return data;
  model::ArrayBuilder kept(arena);
  for (const Value& answer : answers->as_array())
    if (!is_secret_answer(answer, classes)) kept.add(answer);
  model::ObjectBuilder whole(arena);
  for (const model::Member& member : data.as_object())
    whole.add(member.name, member.name == "prechat" ? kept.finish() : member.value);
  return whole.finish(data.data_class());
}

Value without_secrets(const Value& data, const CaseClasses& classes, model::Arena& arena) {
  if (!classes.has_secrets() || !data.is_object()) return data;
  Value rest = without_secret_answers(data, classes, arena);
  for (const DeclaredField& field : classes.declared())
    if (field.is_secret && answer_key(field).empty()) rest = without(rest, field.path, arena);
  return rest;
}

// Where the data hold what is not allowed: known members by their names, others as the whole.
Findings not_allowed(const Value& classified, policy::Limit limit, const Path& at) {
  Findings findings;
  bool is_unknown_named = false;
  for (const model::Member& member : classified.as_object()) {
    if (limit && !mapping::exceeds_class(member.value, *limit)) continue;
    const auto known =
        std::ranges::find(kCaseData.members, member.name, [](const Rule& rule) { return rule.name.text; });
    if (known != kCaseData.members.end())
      findings.add(at.member(known->name), "holds what the tenant's policy does not allow here");
    else if (!std::exchange(is_unknown_named, true))
      findings.add(at, "holds, in a member of its own, what the tenant's policy does not allow here");
  }
  return findings;
}

Problem refused(Findings findings) {
  return Problem(403, "policy-refused", "The tenant's policy does not allow this case here")
      .with_detail("nothing was kept of it: the case is still yours")
      .with_findings(std::move(findings));
}

Problem parked(milliseconds left) {
  const milliseconds wait = std::clamp(left, milliseconds(1000), kComeBackAfter);
  return Problem(503, "policy-parked", "The tenant's policy does not allow this case here yet")
      .with_detail("nothing was kept of it: send the same event again later")
      .with_retry_after(std::chrono::ceil<std::chrono::seconds>(wait));
}

}  // namespace

Problem refused_unseen(const Path& at) {
  Findings findings;
  findings.add(at.member("dataref"), "would bring what the tenant's policy does not allow here");
  return refused(std::move(findings));
}

OrProblem<Admitted> admit(const DoorPolicy& policy, const CheckedCase& checked, EventType type, WallTime now,
                          const Path& at, model::Arena& arena) {
  const CaseClasses& classes = policy.classes ? *policy.classes : CaseClasses::usual();
  const Value data = without_secrets(checked.data, classes, arena);
  if (policy.allows_everything()) return Admitted{data};
  const Value classified = mapping::classify(data, arena, classes);
  if (policy.limit && !mapping::exceeds_class(classified, *policy.limit)) return Admitted{data};
  if (policy.limit && policy.refusal.action == policy::RefusalAction::redact)
    return Admitted{mapping::up_to_class(classified, *policy.limit, arena)};
  // An update does not say when its case ended: it is not parked.
  const milliseconds age = checked.closed_at == WallTime{}
                               ? policy.refusal.park_for
                               : std::max(now - checked.closed_at, milliseconds(0));
  switch (policy.refusal.at_age(age)) {
    case policy::RefusalAction::park:
      return parked(policy.refusal.park_for - age);
    case policy::RefusalAction::drop:
      if (policy.certifies && type == EventType::case_closed) return Admitted{data, true};
      break;
    default:
      break;
  }
  return refused(not_allowed(classified, policy.limit, at));
}

}  // namespace hub::ingest
