// Where case content lives while the hub works on it: a bump allocator that is wiped when it is reset or
// dies. One thread at a time. Everything allocated from it is owned by it.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

namespace hub::model {

class Arena final : public std::pmr::memory_resource {
 public:
  explicit Arena(std::size_t first_block_size = 16 * 1024) : next_block_size_(first_block_size) {}
  ~Arena() override;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Alignment must be a power of two of at most 16.
  void* take(std::size_t size, std::size_t alignment);
  std::string_view copy(std::string_view text);
  // Uninitialised storage for `count` trivially destructible objects.
  template <class T>
  T* take_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 16);
    return static_cast<T*>(take(sizeof(T) * count, alignof(T)));
  }

  // Wipes everything and keeps the largest block for the next case.
  void reset();
  std::size_t bytes_used() const;

 private:
  struct Block {
    char* data;
    std::size_t size;
    std::size_t used;
  };
  void* do_allocate(std::size_t size, std::size_t alignment) override { return take(size, alignment); }
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
  void add_block(std::size_t at_least);

  std::vector<Block> blocks_;
  std::size_t next_block_size_;
};

}  // namespace hub::model
