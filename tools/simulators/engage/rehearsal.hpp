// A platform at work: makes cases up, keeps its own copy, and gives out events to send, some of them thin.
// One thread.
#pragma once

#include "tools/simulators/engage/sendable.hpp"
#include "tools/simulators/engage/simulator.hpp"

namespace hub::simulators::engage {

struct RehearsalSettings {
  GeneratorSettings generator;
  std::uint64_t events = 100;
  std::uint64_t thin_every = 0;  // every so many events carry a reference instead of data; 0: none
};

// The source of a sender. What it gives out can be fetched from `simulator`, which outlives it.
EventSource rehearse(Simulator& simulator, RehearsalSettings settings);

// As above without a platform: attachments are inside, nothing is thin.
EventSource made_up_events(GeneratorSettings settings, std::uint64_t events);

}  // namespace hub::simulators::engage
