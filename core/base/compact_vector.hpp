// A sequence of one pointer, for the many that hold nothing or hardly anything. It grows to exactly what it
// holds, so that adding to a long one costs as much as copying it. One thread at a time.
#pragma once

#include <memory>
#include <new>
#include <utility>

#include "core/base/assert.hpp"

namespace hub {

template <class T>
class CompactVector {
 public:
  CompactVector() = default;
  CompactVector(const CompactVector& other) {
    if (!other.empty()) block_ = copied(other.begin(), other.size(), other.size());
  }
  CompactVector(CompactVector&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  CompactVector& operator=(CompactVector other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~CompactVector() { destroy(block_); }

  void push_back(T item) {
    Block* larger = copied(std::make_move_iterator(begin()), size(), size() + 1);
    std::construct_at(items_of(larger) + larger->size++, std::move(item));
    destroy(std::exchange(block_, larger));
  }

  std::size_t size() const { return block_ ? block_->size : 0; }
  bool empty() const { return size() == 0; }
  T* begin() { return items_of(block_); }
  T* end() { return begin() + size(); }
  const T* begin() const { return items_of(block_); }
  const T* end() const { return begin() + size(); }
  T& operator[](std::size_t at) { return *(begin() + checked(at)); }
  const T& operator[](std::size_t at) const { return *(begin() + checked(at)); }
  std::size_t heap_bytes() const { return block_ ? sizeof(Block) + size() * sizeof(T) : 0; }

 private:
  static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
  struct alignas(T) alignas(std::size_t) Block {  // the items follow it
    std::size_t size;
  };

  static T* items_of(Block* block) { return block ? std::launder(reinterpret_cast<T*>(block + 1)) : nullptr; }
  std::size_t checked(std::size_t at) const {
    HUB_ASSERT(at < size());
    return at;
  }

  // The first `count` items, in a block that has room for `room`.
  template <class Iterator>
  static Block* copied(Iterator first, std::size_t count, std::size_t room) {
    Block* block = new (::operator new(sizeof(Block) + room * sizeof(T))) Block{count};
    std::uninitialized_copy_n(first, count, items_of(block));
    return block;
  }

  static void destroy(Block* block) {
    if (!block) return;
    std::destroy_n(items_of(block), block->size);
    ::operator delete(block);
  }

  Block* block_ = nullptr;
};

}  // namespace hub
