// `hubctl deliveries retry`: in small steps, with progress, resumable, and counted by result at its end. One
// thread.
#pragma once

#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

std::vector<Option> retry_options();
int retry_deliveries(Call& call);

}  // namespace hub::hubctl
