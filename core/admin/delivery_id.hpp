// How a delivery is named to operators: "1234-2", its case's row and its lane. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/store/types.hpp"

namespace hub::admin {

std::string delivery_id(store::DeliveryKey delivery);
std::optional<store::DeliveryKey> parse_delivery_id(std::string_view text);

}  // namespace hub::admin
