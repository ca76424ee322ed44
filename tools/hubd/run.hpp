// The running hub: takes a checked configuration and wires the parts together.
#pragma once

#include "connectors/registry.hpp"
#include "core/log/console_log.hpp"
#include "tools/hubd/check.hpp"
#include "tools/hubd/handed_sockets.hpp"
#include "tools/hubd/signals.hpp"

namespace hub::hubd {

// Serves until a stop is asked for, then drains. Returns the exit status of the process: 0; 1 when it
// could not start or had to give up; 78 when it never will without a person, as with the store of a later
// hub. On the calling thread.
int run(const Configuration& configuration, const connectors::Registry& registry, HandedSockets& sockets,
        log::ConsoleLog& log, Signals& signals);

}  // namespace hub::hubd
