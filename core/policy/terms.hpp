// What a policy comes to for one target of one tenant, on one node: compiled once, asked for each case. And
// how it changed, so that no case is delivered on wider terms than it was accepted under.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/model/data_class.hpp"
#include "core/policy/data_policy.hpp"

namespace hub::policy {

// The highest class that is allowed together with all below it; nothing: not even what is about nobody.
using Limit = std::optional<model::DataClass>;
// Nothing is below everything: std::optional orders so.
constexpr Limit least(Limit a, Limit b) {
  return b < a ? b : a;
}

// What is left of a rule whose place and conditions are met.
struct Grant {
  std::string rule;
  ClassBits classes = 0;
  WallTime ends = WallTime::max();

  friend bool operator==(const Grant&, const Grant&) = default;
};

// Immutable once made; any thread.
class Terms {
 public:
  // In the order of the policy's rules.
  void grant(Operation operation, Grant grant);
  // Nothing more personal is delivered, whatever rules say.
  void cap(model::DataClass max_class) { max_class_ = max_class; }

  Limit limit(Operation operation, WallTime at) const;
  // Of what a target may get.
  Limit target_limit(WallTime at) const { return least(limit(Operation::deliver, at), max_class_); }
  // Of what a delivery takes: it is processed, then delivered.
  Limit delivery_limit(WallTime at) const;
  // The first rule that allows this with that class; empty: none does.
  std::string_view rule_for(Operation operation, model::DataClass data_class, WallTime at) const;
  // Those that allow it with everything up to `up_to`, each once.
  std::vector<std::string> rules(Operation operation, model::DataClass up_to, WallTime at) const;

  // Compact JSON; equal terms are equal texts. parse() fails with invalid "malformed_terms".
  std::string text() const;
  static Result<std::shared_ptr<const Terms>> parse(std::string_view text);

 private:
  std::array<std::vector<Grant>, kOperations> grants_;
  model::DataClass max_class_ = model::DataClass::free_text;
};

// One loop's thread.
class TermsHistory {
 public:
  bool empty() const { return terms_.empty(); }
  const Terms& now() const { return *terms_.back().terms; }
  // From that moment on, until the next.
  void add(WallTime from, std::shared_ptr<const Terms> terms);

  // Those under which a case was accepted. Precondition of each: not empty.
  const Terms& when(WallTime accepted) const;
  // Of all terms since then, those under which least may be delivered at this moment.
  const Terms& strictest(WallTime accepted, WallTime at) const;
  Limit delivery_limit(WallTime accepted, WallTime at) const {
    return strictest(accepted, at).delivery_limit(at);
  }

 private:
  struct Since {
    WallTime from;
    std::shared_ptr<const Terms> terms;
  };
  std::vector<Since> terms_;
};

}  // namespace hub::policy
