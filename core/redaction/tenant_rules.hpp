// Patterns that a tenant adds to the scanner, for what only he knows: order numbers, member numbers.
// Immutable after compile(); any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/redaction/scanner.hpp"

namespace hub::redaction {

struct TenantRule {
  std::string name;     // "order_no": letters, digits and '_'; its label is [ORDER_NO]
  std::string pattern;  // RE2
};

// Reaching one is an error of the rule, when it is compiled.
struct TenantRuleLimits {
  std::size_t rules = 50;
  std::size_t name_bytes = 40;
  std::size_t pattern_bytes = 500;
  int program_size = 2'000;                // instructions
  std::size_t memory_bytes = 1024 * 1024;  // that matching may use, for each rule
  std::size_t finds = 10'000;              // of all rules in one text; what is beyond is not searched
};
constexpr TenantRuleLimits kTenantRuleLimits;

class TenantRules {
 public:
  // Without rules.
  TenantRules();
  TenantRules(TenantRules&&) noexcept;
  TenantRules& operator=(TenantRules&&) noexcept;
  ~TenantRules();

  // `invalid`, with a sentence that says what is wrong with the pattern; nothing is added then.
  Result<void> add(const TenantRule& rule);

  bool empty() const { return labels_.empty(); }
  const std::vector<std::string>& names() const { return names_; }
  // By number, as finds name them.
  const std::vector<std::string>& labels() const { return labels_; }
  std::optional<std::uint16_t> number_of(std::string_view name) const;
  // Appends what they find, of `kind` known and with the rule's number.
  void find(std::string_view text, Finds& finds) const;

 private:
  struct Compiled;
  std::vector<std::unique_ptr<Compiled>> rules_;
  std::vector<std::string> names_, labels_;
};

}  // namespace hub::redaction
