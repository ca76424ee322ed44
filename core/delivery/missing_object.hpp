// What describe() fails with where a target has no object of a name; others are then described without it.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/base/error.hpp"

namespace hub::delivery {

inline constexpr std::string_view kMissingObject = "missing_object";

inline Error missing_object(std::string message) {
  Error error = config_error(std::move(message));
  error.code = kMissingObject;
  return error;
}

}  // namespace hub::delivery
