// The second layer of memory hygiene: whatever the process gives back to the heap is overwritten first, by
// whichever library. The first layer wipes what it knows to be content, and what never reaches the heap's end
// (stacks, buffers in use) only that layer covers.
//
// mimalloc takes the place of glibc's allocator by being linked; of its functions the two that give memory
// back are defined here once more, and the program's own definitions are everybody's. Not under the
// sanitizers, which bring an allocator of their own.
#ifndef HUB_SANITIZED

#include <mimalloc.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

extern "C" {

void free(void* memory) {
  if (memory == nullptr) return;
  const int before = errno;  // free() keeps it
  explicit_bzero(memory, mi_usable_size(memory));
  mi_free(memory);
  errno = before;
}

// Never in place when it would move: the old block must be wiped before anyone else gets it.
void* realloc(void* memory, std::size_t size) {
  if (memory == nullptr) return mi_malloc(size);
  if (size == 0) {
    free(memory);
    return nullptr;
  }
  const std::size_t had = mi_usable_size(memory);
  if (size <= had && size >= had / 2) {
    // What lies beyond the new end may still be content.
    explicit_bzero(static_cast<char*>(memory) + size, had - size);
    return memory;
  }
  void* moved = mi_malloc(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, memory, std::min(had, size));
  free(memory);
  return moved;
}

}  // extern "C"

#endif
