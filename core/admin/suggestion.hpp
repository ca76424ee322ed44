// What a person can do about a delivery that does not get on. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "core/store/types.hpp"

namespace hub::admin {

// A sentence for an operator; empty when there is nothing to be done.
std::string_view suggestion_for(const store::DeliveryView& delivery);
// The same for any dead letter with this error.
std::string_view suggestion_for(std::optional<ErrorKind> kind, std::string_view code);

}  // namespace hub::admin
