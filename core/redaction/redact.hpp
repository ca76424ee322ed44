// One text through everything that may find something in it. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/model/arena.hpp"
#include "core/redaction/known_values.hpp"
#include "core/redaction/scanner.hpp"
#include "core/redaction/tenant_rules.hpp"

namespace hub::redaction {

// What is to be found: kinds of the scanner, and rules of the tenant by number.
struct Wanted {
  KindSet kinds = KindSet::all();
  std::uint64_t rules = ~std::uint64_t{0};
};
static_assert(kTenantRuleLimits.rules <= 64);

// Of names as mappings write them; everything when there are none. Nothing when one is neither a kind nor a
// rule. `rules` may be null.
std::optional<Wanted> parse_wanted(std::span<const std::string_view> names, const TenantRules* rules);

// Where finds come from besides the scanner; each may be null.
struct Sources {
  const KnownValues* known = nullptr;
  const TenantRules* rules = nullptr;
  bool strict = false;
};

// In order and without overlap.
Finds find_all(std::string_view text, const Wanted& wanted, const Sources& sources, model::Arena& arena);

}  // namespace hub::redaction
