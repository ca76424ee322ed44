// `hubctl deliveries discard`: dead letters are given up, and their cases deleted. One thread.
#pragma once

#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

int discard_deliveries(Call& call);

}  // namespace hub::hubctl
