// What the scanner can find: one row for each kind, read by the scanner, by `redact:` in mappings and by the
// reference page. Constant; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace hub::redaction {

// In the order that decides between two kinds that fit the same characters equally well.
enum class Kind : std::uint8_t {
  card,
  iban,
  ssn,
  itin,
  personnummer,
  organisationsnummer,
  fodselsnummer,
  hetu,
  cpr,
  nir,
  steuer_id,
  be_national,
  pesel,
  isikukood,
  ahv,
  curp,
  nif,
  pps,
  nino,
  medicare,
  nhs,
  npi,
  sin,
  bsn,
  routing,
  email,
  url_query,
  ip,
  mac,
  phone,
  security_code,
  birth_date,
  passport,
  licence,
  plate,
  postal_code,
  account,
  name,
  customer_no,
  known,  // any other value of the case's own fields
};
constexpr std::size_t kKindCount = static_cast<std::size_t>(Kind::known) + 1;

struct KindSpec {
  Kind kind;
  std::string_view name;   // as mappings write it
  std::string_view label;  // what stands in its place
  std::string_view what;
  std::string_view found_when;  // shape and checks, for the reference
};

// One row for each kind, in the order of the enum.
std::span<const KindSpec> kinds();
const KindSpec& spec_of(Kind kind);
std::optional<Kind> parse_kind(std::string_view name);

// A set of kinds.
class KindSet {
 public:
  constexpr KindSet() = default;
  static constexpr KindSet all() { return KindSet((std::uint64_t{1} << kKindCount) - 1); }
  constexpr void add(Kind kind) { bits_ |= bit(kind); }
  constexpr void remove(Kind kind) { bits_ &= ~bit(kind); }
  constexpr bool has(Kind kind) const { return (bits_ & bit(kind)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(KindSet, KindSet) = default;

 private:
  explicit constexpr KindSet(std::uint64_t bits) : bits_(bits) {}
  static constexpr std::uint64_t bit(Kind kind) { return std::uint64_t{1} << static_cast<unsigned>(kind); }
  std::uint64_t bits_ = 0;
};

}  // namespace hub::redaction
