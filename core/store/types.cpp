#include "core/store/types.hpp"

#include <array>

#include "core/base/words.hpp"

namespace hub::store {

namespace {
constexpr std::array<std::string_view, 8> kDeliveryStates = {
    "pending", "sent", "unknown", "confirmed", "retrying", "dead_letter", "discarded", "refused"};
constexpr std::array<std::string_view, 3> kPublicationOrigins = {"configuration", "published", "rolled_back"};
}  // namespace

std::string_view to_string(DeliveryState state) {
  return kDeliveryStates[static_cast<std::size_t>(state)];
}

std::optional<DeliveryState> parse_delivery_state(std::string_view word) {
  return parse_word<DeliveryState>(kDeliveryStates, word);
}

std::string_view to_string(PublicationOrigin origin) {
  return kPublicationOrigins[static_cast<std::size_t>(origin)];
}

}  // namespace hub::store
