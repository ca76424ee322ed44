// The second layer of memory hygiene: whatever the process gives back to the heap is overwritten first, by
// whichever library. The first layer wipes what it knows to be content, and what never reaches the heap's end
// (stacks, buffers in use) only that layer covers.
//
// glibc lets a program define these two and keep the rest of its allocator. Not under the sanitizers, which
// bring an allocator of their own.
#ifndef HUB_SANITIZED

#include <malloc.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

extern "C" {

void* __libc_malloc(std::size_t size);  // NOLINT: glibc's own names
void __libc_free(void* memory);         // NOLINT

void free(void* memory) {
  if (memory == nullptr) return;
  const int before = errno;  // free() keeps it
  explicit_bzero(memory, malloc_usable_size(memory));
  __libc_free(memory);
  errno = before;
}

// Never in place when it would move: the old block must be wiped before anyone else gets it.
void* realloc(void* memory, std::size_t size) {
  if (memory == nullptr) return __libc_malloc(size);
  if (size == 0) {
    free(memory);
    return nullptr;
  }
  const std::size_t had = malloc_usable_size(memory);
  if (size <= had && size >= had / 2) {
    // What lies beyond the new end may still be content.
    explicit_bzero(static_cast<char*>(memory) + size, had - size);
    return memory;
  }
  void* moved = __libc_malloc(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, memory, std::min(had, size));
  free(memory);
  return moved;
}

}  // extern "C"

#endif
