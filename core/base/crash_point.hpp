// Named places between two things that are made durable one after the other, at which a test may end the
// process as a power cut would. They do nothing unless the build has HUB_CRASH_POINTS (the dev preset has,
// the release preset has not) and the environment names one: HUB_CRASH_POINT=NAME or NAME:N for its Nth
// passing. Any thread.
#pragma once

namespace hub {

void crash_point(const char* name);

}  // namespace hub
