#include "core/mapping/case_redactor.hpp"

namespace hub::mapping {

bool CaseRedactor::knows(std::string_view name) const {
  return redaction::parse_wanted({&name, 1}, rules()).has_value();
}

std::string_view CaseRedactor::redact(std::string_view text, std::span<const std::string_view> names,
                                      model::Arena&) const {
  const auto wanted = redaction::parse_wanted(names, rules());
  return wanted ? redact(text, {*wanted, {}}) : std::string_view();
}

std::string_view CaseRedactor::redact(std::string_view text,
                                      const redaction::Instruction& instruction) const {
  const redaction::Sources sources{&known(), rules(), profile_ && profile_->strict};
  const redaction::Finds finds = redaction::find_all(text, instruction.wanted, sources, arena_);
  if (finds.empty()) return text;
  if (counts_)
    for (const redaction::Find& find : finds) counts_->add(find);
  std::optional<redaction::TokenKey> key;
  if (instruction.treatment.op == redaction::Operator::token)
    key.emplace(token_key_, profile_ ? std::string_view(profile_->target) : std::string_view());
  static const std::vector<std::string> kNoLabels;
  return redaction::treat(text, finds, instruction.treatment, key, rules() ? rules()->labels() : kNoLabels,
                          arena_);
}

std::string_view CaseRedactor::redact_everywhere(std::string_view text) const {
  return works_everywhere() ? redact(text, *profile_->everywhere) : text;
}

const redaction::KnownValues& CaseRedactor::known() const {
  if (!known_) known_.emplace(redaction::known_values_of(data_, arena_));
  return *known_;
}

}  // namespace hub::mapping
