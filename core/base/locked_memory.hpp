// Memory for keys: locked against swapping, left out of core dumps and forks, wiped before it is given back.
// One owner; movable. As thread-safe as a plain array.
#pragma once

#include <cstddef>
#include <span>

namespace hub {

class LockedMemory {
 public:
  // Zeroed. is_locked() tells whether the system let us lock it (RLIMIT_MEMLOCK).
  explicit LockedMemory(std::size_t size);
  ~LockedMemory();
  LockedMemory(LockedMemory&& other) noexcept;
  LockedMemory& operator=(LockedMemory&&) = delete;

  std::span<std::byte> bytes() { return {data_, size_}; }
  std::span<const std::byte> bytes() const { return {data_, size_}; }
  bool is_locked() const { return is_locked_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0, mapped_size_ = 0;
  bool is_locked_ = false;
};

}  // namespace hub
