// Text that grows in an arena. Nothing is freed before the arena is: a longer block takes over from a shorter
// one. One thread; the arena must outlive it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "core/model/arena.hpp"
#include "core/model/data_class.hpp"

namespace hub::mapping::liquid {

class TextBuilder {
 public:
  // Beyond `size_max` bytes everything is dropped and over_limit() holds.
  TextBuilder(model::Arena& arena, std::size_t size_max) : arena_(&arena), size_max_(size_max) {}

  void append(std::string_view text) {
    if (text.size() > capacity_ - size_ && !grow(text.size())) return;
    if (!text.empty()) std::memcpy(data_ + size_, text.data(), text.size());
    size_ += text.size();
  }
  void push_back(char c) {
    if (size_ == capacity_ && !grow(1)) return;
    data_[size_++] = c;
  }
  void raise(model::DataClass c) { class_ = model::highest(class_, c); }
  void shorten(std::size_t size) { size_ = std::min(size_, size); }

  std::string_view view() const { return {data_, size_}; }
  std::size_t size() const { return size_; }
  model::DataClass data_class() const { return class_; }
  bool over_limit() const { return over_limit_; }

 private:
  bool grow(std::size_t more) {
    if (over_limit_ || more > size_max_ - size_) {
      over_limit_ = true;
      return false;
    }
    const std::size_t wanted = std::max({size_ + more, capacity_ * 2, std::size_t{120}});
    const std::size_t capacity = std::min(wanted, size_max_);
    char* data = static_cast<char*>(arena_->take(capacity, 1));
    if (size_ > 0) std::memcpy(data, data_, size_);
    data_ = data;
    capacity_ = capacity;
    return true;
  }

  model::Arena* arena_;
  std::size_t size_max_;
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  model::DataClass class_ = model::DataClass::none;
  bool over_limit_ = false;
};

}  // namespace hub::mapping::liquid
