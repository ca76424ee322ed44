// What an operator asks to be done with dead letters: those named, or those a filter chooses. Any thread.
#pragma once

#include <optional>
#include <vector>

#include "core/http/message.hpp"
#include "core/store/types.hpp"

namespace hub::admin {

struct DeadLetterRequest {
  std::vector<store::DeliveryKey> deliveries;
  std::optional<store::DeliveryFilter> filter;  // instead of `deliveries`; of dead letters only
  bool dry_run = false;
  std::optional<store::MappingVersion> mapping_version;  // of a retry: mapped with this one
  WallTime as_of;                                        // the filter chooses what last changed before
};

// Fail with invalid "bad_request" or "bad_filter": neither may choose more than was meant.
Result<DeadLetterRequest> read_dead_letter_request(const http::Request& request, WallTime now);
// A body with `deliveries` only.
Result<std::vector<store::DeliveryKey>> read_named_deliveries(const http::Request& request);

}  // namespace hub::admin
