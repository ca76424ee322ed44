// A growable byte buffer for case content: wiped when it grows, is cleared or dies. One thread at a time.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include "core/base/wipe.hpp"

namespace hub {

class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::string_view text) { append(text); }

  // As one block: insert() would go through the allocator byte by byte. `text` may not lie in this buffer.
  void append(std::string_view text) {
    if (text.empty()) return;
    const std::size_t size = bytes_.size();
    bytes_.resize(size + text.size());
    std::memcpy(bytes_.data() + size, text.data(), text.size());
  }
  void push_back(char byte) { bytes_.push_back(byte); }
  void reserve(std::size_t size) { bytes_.reserve(size); }
  // New bytes are not initialised.
  void resize(std::size_t size) {
    if (size < bytes_.size()) wipe(bytes_.data() + size, bytes_.size() - size);
    bytes_.resize(size);
  }
  // Keeps the capacity, wipes the content.
  void clear() {
    wipe(bytes_.data(), bytes_.size());
    bytes_.clear();
  }

  char* data() { return bytes_.data(); }
  const char* data() const { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  WipedBytes bytes_;
};

}  // namespace hub
