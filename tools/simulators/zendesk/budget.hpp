// How often an account may be called (zendesk.md 3). One thread; the clock outlives it.
#pragma once

#include <cstdint>
#include <map>

#include "core/base/clock.hpp"

namespace hub::simulators::zendesk {

class Budget {
 public:
  // `most` calls in each `window`; 0: any number.
  Budget(const Clock& clock, std::int64_t most, std::chrono::seconds window)
      : clock_(clock), most_(most), window_(window) {}

  // Counts a call; false when there were too many already, then it is not counted.
  bool take(std::int64_t key = 0);
  std::int64_t most() const { return most_; }
  std::int64_t left(std::int64_t key = 0);
  std::chrono::seconds until_reset() const;
  void clear() { used_.clear(); }

 private:
  void begin_window();

  const Clock& clock_;
  std::int64_t most_;
  std::chrono::seconds window_;
  std::int64_t current_ = -1;  // the number of the window
  std::map<std::int64_t, std::int64_t> used_;
};

}  // namespace hub::simulators::zendesk
