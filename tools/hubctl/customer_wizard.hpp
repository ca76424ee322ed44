// Asks a person about a customer and writes the file that `hubctl onboard` reads. One thread; reads `in`.
#pragma once

#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

// Asks the hub which kinds of targets and mappings it has. The exit status.
int write_customer(Call& call);

}  // namespace hub::hubctl
