// What becomes of a find. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/arena.hpp"
#include "core/model/keyed_hash.hpp"
#include "core/redaction/scanner.hpp"

namespace hub::redaction {

enum class Operator : std::uint8_t {
  label,  // "[CARD]"
  drop,   // nothing
  mask,   // stars, but for the last characters
  token,  // "[CARD:kR3-x9Qz_2Lm]": the same for the same value at the same target, and for nothing else
};
// In the order of the enum.
std::span<const std::string_view> operator_words();
std::string_view to_string(Operator op);
std::optional<Operator> parse_operator(std::string_view word);

// How many characters a mask leaves at most. A security code leaves none, a short value at most a third.
constexpr std::size_t kMaskKeepsMax = 4;

struct Treatment {
  Operator op = Operator::label;
  std::size_t mask_keeps = kMaskKeepsMax;
};

struct TokenKey {
  model::HashKey key;       // the tenant's
  std::string_view target;  // tokens of two targets have nothing in common
};

// How often each kind was taken out; of tenants' rules all together. Numbers only.
struct Counts {
  std::array<std::uint32_t, kKindCount> of_kind{};
  std::uint32_t of_rules = 0;

  void add(const Find& find);
  std::uint32_t total() const;
  // {"card":2,"tenant_rules":1}: those that are not 0, in the order of the kinds.
  std::string json() const;
};

// `text` with every find treated; `text` itself when there are none. `finds` as scan() gives them. `labels`
// are those of the tenant's rules, by number.
std::string_view treat(std::string_view text, const Finds& finds, const Treatment& treatment,
                       const std::optional<TokenKey>& key, const std::vector<std::string>& labels,
                       model::Arena& arena);

}  // namespace hub::redaction
