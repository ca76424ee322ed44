#include "core/base/locked_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <utility>

#include "core/base/assert.hpp"
#include "core/base/wipe.hpp"

namespace hub {

LockedMemory::LockedMemory(std::size_t size) : size_(size) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  mapped_size_ = (size + page - 1) / page * page;
  void* memory = mmap(nullptr, mapped_size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  HUB_ASSERT(memory != MAP_FAILED);
  data_ = static_cast<std::byte*>(memory);
  is_locked_ = mlock(memory, mapped_size_) == 0;
  HUB_ASSERT(madvise(memory, mapped_size_, MADV_DONTDUMP) == 0);
  HUB_ASSERT(madvise(memory, mapped_size_, MADV_WIPEONFORK) == 0);
}

LockedMemory::LockedMemory(LockedMemory&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_size_(std::exchange(other.mapped_size_, 0)),
      is_locked_(other.is_locked_) {}

LockedMemory::~LockedMemory() {
  if (!data_) return;
  wipe(data_, mapped_size_);
  munmap(data_, mapped_size_);
}

}  // namespace hub
