// What becomes of that which a tenant's policy does not allow. Plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hub::policy {

enum class RefusalAction : std::uint8_t {
  reject,  // not taken at the door; at a target, a dead letter for a person
  park,    // waits, for it may be allowed later; at the door, with the platform
  redact,  // goes without what is not allowed
  drop,    // forgotten, and certified as refused
};
// "reject", "park", "redact", "drop".
std::string_view to_string(RefusalAction action);
std::optional<RefusalAction> parse_refusal_action(std::string_view word);

struct Refusal {
  RefusalAction action = RefusalAction::reject;
  std::chrono::milliseconds park_for{std::chrono::hours(24)};
  RefusalAction then =
      RefusalAction::reject;  // when parking is over, or redacting does not do: reject or drop

  // What to do with something that came `age` ago and that nothing can be taken out of any more.
  RefusalAction at_age(std::chrono::milliseconds age) const {
    if (action == RefusalAction::redact) return then;
    return action == RefusalAction::park && age >= park_for ? then : action;
  }
};

}  // namespace hub::policy
