// What became of a case at a target, told for the log as it happens. Plain values without content.
#pragma once

#include <string_view>

#include "core/base/error.hpp"
#include "core/model/keyed_hash.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

struct DeliveryNews {
  std::string_view tenant, target;
  const model::KeyedHash& case_ref;
  store::DeliveryState state;      // from now on
  std::string_view traceparent{};  // of the event that brought the case; empty: it told none
  std::string_view calls_trace{};  // what the calls to the target carried; empty: none
  const Error* error = nullptr;    // why it is not confirmed
};

}  // namespace hub::delivery
