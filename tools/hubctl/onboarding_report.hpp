// What onboarding came to, for people and for programs. One thread.
#pragma once

#include <span>

#include "tools/hubctl/onboarding.hpp"

namespace hub::hubctl {

// Of one customer, every step; of several a line each and why any failed. The exit status: kDone unless a
// customer failed.
int report(Call& call, std::span<const Onboarded> customers, bool dry_run);

}  // namespace hub::hubctl
