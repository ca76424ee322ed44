#include "core/store/types.hpp"

#include <array>

namespace hub::store {

namespace {
constexpr std::array<std::string_view, 7> kDeliveryStates = {
    "pending", "sent", "unknown", "confirmed", "retrying", "dead_letter", "discarded"};
}

std::string_view to_string(DeliveryState state) {
  return kDeliveryStates[static_cast<std::size_t>(state)];
}

std::optional<DeliveryState> parse_delivery_state(std::string_view word) {
  for (std::size_t i = 0; i < kDeliveryStates.size(); ++i) {
    if (kDeliveryStates[i] == word) return static_cast<DeliveryState>(i);
  }
  return std::nullopt;
}

}  // namespace hub::store
