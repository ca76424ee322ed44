// Whether a target has become slow: how long batches take now, beside how long they usually take. One loop's
// thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace hub::delivery {

class LanePace {
 public:
  // Notes a batch that went well. True when it took far longer than usual, which is a reason to ask for less
  // at once. A target that stays slow becomes what is usual, in time.
  bool is_slow(std::chrono::nanoseconds took, std::size_t cases) {
    // A request costs something however few cases it carries.
    const double seconds =
        std::chrono::duration<double>(took).count() / static_cast<double>(std::max(cases, kCasesOfARequest));
    const bool knows = batches_ >= kBatchesToLearn;
    const bool slow = knows && seconds > kSlowTimes * usual_;
    const double weight = slow ? kSlowWeight : knows ? kWeight : 1.0 / static_cast<double>(batches_ + 1);
    usual_ += weight * (seconds - usual_);
    if (!knows) ++batches_;
    return slow;
  }

 private:
  static constexpr std::size_t kCasesOfARequest = 20, kBatchesToLearn = 10;
  static constexpr double kSlowTimes = 3, kWeight = 0.05, kSlowWeight = 0.01;
  double usual_ = 0;  // seconds a case
  std::size_t batches_ = 0;
};

}  // namespace hub::delivery
