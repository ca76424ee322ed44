// The last step of onboarding: a synthetic case through the front door to the customer's real targets,
// confirmed and taken back. Done once for the resources and secrets that the hub has; what is kept of it is a
// hash in the operator's state folder. One thread; blocks.
#pragma once

#include <chrono>

#include "core/base/random.hpp"
#include "tools/hubctl/command.hpp"
#include "tools/hubctl/customer.hpp"

namespace hub::hubctl {

struct DeliveryProof {
  std::string text;
  bool is_known = false;     // proven before, with what the hub has now
  bool is_left_out = false;  // there is nothing here to send it with
};

// Fails with what the hub, the door or a target says; with invalid "not_confirmed" and "not_erased" too.
Result<DeliveryProof> prove_delivery(Call& call, const Customer& customer, const std::string& events_url,
                                     std::chrono::seconds wait, Random& random);

}  // namespace hub::hubctl
