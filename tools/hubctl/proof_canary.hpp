// A case that nobody had: every field that could hold something personal carries a marker of its own. One
// thread.
#pragma once

#include <string>

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/proof/markers.hpp"

namespace hub::hubctl {

// The event, as the platform would send it; what was planted in it is added to `markers`. `now` is its time;
// `tenant`: whose targets it is for, empty for the hub's own sink.
std::string make_canary(Random& random, WallTime now, const std::string& tenant, proof::Markers& markers);

}  // namespace hub::hubctl
