// Memory that held case content or keys is overwritten before it is given back. Any thread.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace hub {

// Overwrites with zeros; the compiler may not remove it.
void wipe(void* memory, std::size_t size);

template <class T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() = default;
  template <class U>
  WipingAllocator(const WipingAllocator<U>&) {}

  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T))); }
  void deallocate(T* memory, std::size_t n) {
    wipe(memory, n * sizeof(T));
    ::operator delete(memory);
  }
  // Resizing must not touch new bytes twice: default-initialise instead of zeroing.
  template <class U>
  void construct(U* at) {
    ::new (static_cast<void*>(at)) U;
  }
  template <class U, class... Args>
  void construct(U* at, Args&&... args) {
    ::new (static_cast<void*>(at)) U(static_cast<Args&&>(args)...);
  }

  friend bool operator==(const WipingAllocator&, const WipingAllocator&) { return true; }
};

// Bytes that are wiped on release. Not std::string: short strings would live in stack frames.
using WipedBytes = std::vector<char, WipingAllocator<char>>;

}  // namespace hub
