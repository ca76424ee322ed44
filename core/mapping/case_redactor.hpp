// Takes personal data out of the texts of one case on its way to one target: what patterns find, what the
// case itself says about its people, and what the tenant added. One thread; lives for one map().
#pragma once

#include <optional>

#include "core/mapping/liquid/redactor.hpp"
#include "core/mapping/mapping.hpp"
#include "core/model/value.hpp"
#include "core/redaction/known_values.hpp"

namespace hub::mapping {

class CaseRedactor final : public liquid::Redactor {
 public:
  // `data` is the event's data object. All that the context points to outlives it.
  CaseRedactor(const model::Value& data, const MapContext& context, model::Arena& arena)
      : data_(data),
        profile_(context.redaction),
        counts_(context.redacted),
        token_key_(context.id_key),
        arena_(arena) {}

  // Kinds, and the tenant's rules by name.
  bool knows(std::string_view name) const override;
  std::string_view redact(std::string_view text, std::span<const std::string_view> names,
                          model::Arena& arena) const override;

  // `text` as `instruction` says; `text` itself when nothing is found.
  std::string_view redact(std::string_view text, const redaction::Instruction& instruction) const;
  // What the profile wants done in every text that may hold anything.
  bool works_everywhere() const { return profile_ && profile_->everywhere; }
  std::string_view redact_everywhere(std::string_view text) const;

 private:
  const redaction::TenantRules* rules() const { return profile_ ? &profile_->rules : nullptr; }
  const redaction::KnownValues& known() const;

  const model::Value& data_;
  const redaction::Profile* profile_;  // may be null
  redaction::Counts* counts_;          // may be null
  model::HashKey token_key_;
  model::Arena& arena_;
  mutable std::optional<redaction::KnownValues> known_;  // gathered when it is first asked for
};

}  // namespace hub::mapping
