// What the engine does with a delivery that the tenant's policy does not allow. Pure; any thread.
#pragma once

#include "core/delivery/retry_policy.hpp"
#include "core/delivery/tenant_setup.hpp"

namespace hub::delivery {

// Invalid "policy_refused": nothing of the case may be delivered to this target now.
Error policy_refused();
// The former, or a mapping that would send what is too personal.
bool is_policy_refusal(const Error& error);
// `age`: since the case was accepted.
Decision decide_refusal(const policy::Refusal& refusal, milliseconds age);

// The most personal class that a mapping may write to be published. With another behaviour than rejecting,
// what the policy does not allow is dealt with case by case.
std::optional<model::DataClass> publishable_class(const std::optional<model::DataClass>& max_class,
                                                  const policy::Terms* terms, const policy::Refusal& refusal);

}  // namespace hub::delivery
