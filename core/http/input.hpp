// The bytes read from a connection and not yet parsed. Grows up to a limit; what was parsed is wiped. One
// thread.
#pragma once

#include <algorithm>
#include <cstring>
#include <string_view>

#include "core/base/wipe.hpp"

namespace hub::http {

class Input {
 public:
  // Holds at least `bytes_max` unparsed bytes before make_room() refuses.
  explicit Input(std::size_t bytes_max) : bytes_max_(std::max(bytes_max, kFirstSize) + kFirstSize) {
    bytes_.resize(kFirstSize);
  }

  bool empty() const { return begin_ == end_; }
  std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
  void consume(std::size_t size) { begin_ += size; }

  // False when the limit is reached. Afterwards room_size() > 0.
  bool make_room() {
    if (begin_ > 0) wipe_consumed();
    if (end_ < bytes_.size()) return true;
    if (bytes_.size() >= bytes_max_) return false;
    bytes_.resize(std::min(bytes_.size() * 2, bytes_max_));
    return true;
  }
  char* room() { return bytes_.data() + end_; }
  std::size_t room_size() const { return bytes_.size() - end_; }
  void commit(std::size_t size) { end_ += size; }

  // Moves what is left to the front and wipes behind it.
  void wipe_consumed() {
    const std::size_t left = end_ - begin_;
    if (left > 0 && begin_ > 0) std::memmove(bytes_.data(), bytes_.data() + begin_, left);
    wipe(bytes_.data() + left, end_ - left);
    begin_ = 0;
    end_ = left;
  }
  void clear() {
    begin_ = end_;
    wipe_consumed();
  }

 private:
  static constexpr std::size_t kFirstSize = 16 * 1024;  // one read takes a usual request whole

  std::size_t bytes_max_;
  WipedBytes bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace hub::http
