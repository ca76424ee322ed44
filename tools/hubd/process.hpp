// What the service does to its own process: no traces of memory on disk. Any thread.
#pragma once

namespace hub::hubd {

// No core dumps, not readable by a debugger. Off under sanitizers, which need to look.
void harden_process();

// As many open connections as the administrator allows: the usual soft limit of 1,024 is below our own.
void raise_descriptor_limit();

}  // namespace hub::hubd
