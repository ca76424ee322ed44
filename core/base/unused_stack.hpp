// Calls that are over leave their frames behind, and with them pieces of what they worked on. Any thread.
#pragma once

namespace hub {

// Overwrites the calling thread's stack below the caller, as deep as anything that handles content goes. A
// few microseconds.
void wipe_unused_stack();

}  // namespace hub
