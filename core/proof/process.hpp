// Surfaces of a running process, as /proc shows them: its memory, its open files, its environment, its
// limits. Needs the process's own rights, or root's where it is not dumpable. One thread.
#pragma once

#include <sys/types.h>

#include "core/proof/surface.hpp"

namespace hub::proof {

// Every readable mapping. What is unmapped meanwhile is left out; what cannot be read is not scanned.
void scan_memory(pid_t process, Surface& surface);
// Files that are open and deleted, shared memory, environment and command line.
void scan_hidden_files(pid_t process, Surface& surface);
// That no core is written when it dies, and none lies where cores go.
void check_cores(pid_t process, Surface& surface);
// That nothing of it is in swap.
void check_swap(pid_t process, Surface& surface);
// Every swap area of this machine: what was written there stays until something else is.
void scan_swap_areas(Surface& surface);
// Where its standard output and error go; not scanned when that is no file.
void scan_output(pid_t process, Surface& surface);

}  // namespace hub::proof
