// `hubctl deliveries retry`: in small steps, so that it shows progress and can be interrupted. One thread.
#pragma once

#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

int retry_deliveries(Call& call);

}  // namespace hub::hubctl
