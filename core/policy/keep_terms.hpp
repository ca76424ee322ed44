// What stays of a delivered case, and for how long, by the type that the platform gives it; and how a tenant
// wrote it down in the store, so that no case is kept on wider terms than it was accepted under. Plain
// values; any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"

namespace hub::policy {

enum class Kept : std::uint8_t {
  nothing,   // not even before delivery: the case passes through, and nothing of it is ever written
  metadata,  // what mapping::metadata_of() leaves
  whole,     // all of it, sealed
};
// "nothing", "metadata", "case".
std::string_view to_string(Kept kept);

struct KeepTerm {
  Kept what = Kept::whole;
  milliseconds period{0};  // from delivery on; zero: it is deleted when it is delivered

  friend bool operator==(const KeepTerm&, const KeepTerm&) = default;
};
// The less of each.
constexpr KeepTerm strictest(const KeepTerm& a, const KeepTerm& b) {
  return {std::min(a.what, b.what), std::min(a.period, b.period)};
}

struct KeepTerms {
  KeepTerm otherwise;                       // of types without terms of their own, and of none
  std::map<std::string, KeepTerm> by_type;  // by `case.type_id`

  friend bool operator==(const KeepTerms&, const KeepTerms&) = default;

  // Compact JSON; equal terms are equal texts. parse() fails with invalid "malformed_terms".
  std::string text() const;
  static Result<KeepTerms> parse(std::string_view text);
};

// For people: "deleted when delivered", "kept whole for 30 days".
std::string describe(const KeepTerm& term);

}  // namespace hub::policy
