#include "core/admin/delivery_id.hpp"

#include <limits>

#include "core/admin/query.hpp"

namespace hub::admin {

std::string delivery_id(store::DeliveryKey delivery) {
  return std::to_string(delivery.row) + '-' + std::to_string(delivery.lane);
}

std::optional<store::DeliveryKey> parse_delivery_id(std::string_view text) {
  const std::size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos) return std::nullopt;
  const auto row = parse_integer(text.substr(0, hyphen));
  const auto lane = parse_integer(text.substr(hyphen + 1));
  if (!row || !lane || *row < 0 || *lane < 0 || *lane > std::numeric_limits<store::LaneId>::max())
    return std::nullopt;
  return store::DeliveryKey{*row, static_cast<store::LaneId>(*lane)};
}

}  // namespace hub::admin
