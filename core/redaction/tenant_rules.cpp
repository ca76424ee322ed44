#include "core/redaction/tenant_rules.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "core/base/ascii.hpp"
#include "core/redaction/characters.hpp"

namespace hub::redaction {

namespace {

Error refused(std::string message) {
  return invalid_error("bad_rule", std::move(message));
}

RE2::Options options() {
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(static_cast<std::int64_t>(kTenantRuleLimits.memory_bytes));
  options.set_never_capture(true);
  return options;
}

std::string label_of(std::string_view name) {
  return "[" + upper_case(std::string(name)) + "]";
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kTenantRuleLimits.name_bytes &&
         std::ranges::all_of(name, [](char c) { return (is_alnum(c) && (c & 0x80) == 0) || c == '_'; });
}

}  // namespace

struct TenantRules::Compiled {
  explicit Compiled(const std::string& text) : pattern(text, options()) {}
  RE2 pattern;
};

TenantRules::TenantRules() = default;
TenantRules::TenantRules(TenantRules&&) noexcept = default;
TenantRules& TenantRules::operator=(TenantRules&&) noexcept = default;
TenantRules::~TenantRules() = default;

Result<void> TenantRules::add(const TenantRule& rule) {
  const TenantRuleLimits& limits = kTenantRuleLimits;
  if (rules_.size() >= limits.rules)
    return refused("there are more than " + std::to_string(limits.rules) + " rules");
  if (!is_name(rule.name)) {
    return refused("a rule's name has letters, digits and '_', at most " + std::to_string(limits.name_bytes));
  }
  if (parse_kind(lower_case(rule.name)))
    return refused("'" + rule.name + "' is a kind that is known already");
  if (rule.pattern.empty() || rule.pattern.size() > limits.pattern_bytes) {
    return refused("a pattern has at most " + std::to_string(limits.pattern_bytes) +
                   " bytes, and one at least");
  }
  auto compiled = std::make_unique<Compiled>(rule.pattern);
  if (!compiled->pattern.ok()) return refused("the pattern cannot be read: " + compiled->pattern.error());
  if (compiled->pattern.ProgramSize() > limits.program_size) {
    return refused("the pattern is too large (" + std::to_string(compiled->pattern.ProgramSize()) +
                   " steps, at most " + std::to_string(limits.program_size) + ")");
  }
  if (RE2::FullMatch("", compiled->pattern)) return refused("the pattern matches where there is nothing");
  if (number_of(rule.name)) return refused("there are two rules '" + rule.name + "'");
  rules_.push_back(std::move(compiled));
  names_.push_back(rule.name);
  labels_.push_back(label_of(rule.name));
  return {};
}

std::optional<std::uint16_t> TenantRules::number_of(std::string_view name) const {
  const auto found = std::ranges::find(labels_, label_of(name));
  if (found == labels_.end()) return std::nullopt;
  return static_cast<std::uint16_t>(found - labels_.begin());
}

void TenantRules::find(std::string_view text, Finds& finds) const {
  std::size_t left = kTenantRuleLimits.finds;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const re2::StringPiece whole(text.data(), text.size());
    re2::StringPiece match;
    for (std::size_t at = 0; at < text.size() && left > 0;) {
      if (!rules_[i]->pattern.Match(whole, at, text.size(), RE2::UNANCHORED, &match, 1)) break;
      const auto begin = static_cast<std::size_t>(match.data() - text.data());
      if (match.empty()) {
        at = begin + 1;
        continue;
      }
      at = begin + match.size();
      finds.push_back({Kind::known, Strength::context, static_cast<std::uint16_t>(i), begin, at});
      --left;
    }
  }
}

}  // namespace hub::redaction
