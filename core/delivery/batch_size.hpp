// How many cases one batch takes. An attempt begins anew with each batch: one that needs more calls than its
// target allows in a minute would use them up again and again and never end. One thread.
#pragma once

#include <algorithm>
#include <cstddef>

namespace hub::delivery {

class BatchSize {
 public:
  explicit BatchSize(std::size_t most) : most_(most), now_(most) {}

  std::size_t now() const { return now_; }
  // The target's limits ended a batch of `size` before one of its cases was through.
  void starved(std::size_t size) { now_ = std::max<std::size_t>(1, std::min(now_, size) / 2); }
  // Every case of a batch of `size` is through.
  void passed(std::size_t size) {
    if (size >= now_) now_ = std::min(most_, now_ + now_ / 8 + 1);
  }

 private:
  std::size_t most_, now_;
};

}  // namespace hub::delivery
