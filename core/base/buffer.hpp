// A growable byte buffer for case content: wiped when it grows, is cleared or dies. One thread at a time.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/base/wipe.hpp"

namespace hub {

class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::string_view text) { append(text); }

  void append(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }
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
