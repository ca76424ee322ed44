#include "core/delivery/policy_refusal.hpp"

#include <algorithm>

namespace hub::delivery {

namespace {
constexpr milliseconds kParkedLook{60'000};  // so often it is looked whether it is allowed by now
}

Error policy_refused() {
  return invalid_error("policy_refused", "the tenant's policy lets nothing of this case be delivered here");
}

bool is_policy_refusal(const Error& error) {
  return error.kind == ErrorKind::invalid &&
         (error.code == "policy_refused" || error.code == "class_forbidden");
}

Decision decide_refusal(const policy::Refusal& refusal, milliseconds age) {
  using store::DeliveryState;
  switch (refusal.at_age(age)) {
    case policy::RefusalAction::park:
      return {DeliveryState::retrying, std::min(kParkedLook, refusal.park_for - age)};
    case policy::RefusalAction::drop:
      return {DeliveryState::refused};
    default:
      return {DeliveryState::dead_letter};
  }
}

// Rules that have an end count: a hub must start again after they ended.
std::optional<model::DataClass> publishable_class(const std::optional<model::DataClass>& max_class,
                                                  const policy::Terms* terms,
                                                  const policy::Refusal& refusal) {
  if (terms == nullptr || refusal.action != policy::RefusalAction::reject) return max_class;
  return terms->target_limit(WallTime{}).value_or(model::DataClass::none);
}

}  // namespace hub::delivery
