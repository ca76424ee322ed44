// What the service does to its own process: no traces of memory on disk, and a word to the service manager.
// Any thread.
#pragma once

#include <string_view>

namespace hub::hubd {

// No core dumps, not readable by a debugger. Off under sanitizers, which need to look.
void harden_process();

// As many open connections as the administrator allows: the usual soft limit of 1,024 is below our own.
void raise_descriptor_limit();

// "READY=1", "STOPPING=1", "RELOADING=1": to systemd's socket in $NOTIFY_SOCKET, if there is one.
void notify_service_manager(std::string_view state);

}  // namespace hub::hubd
