// Choices from a seed: the same seed makes the same choices on every machine. One thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/random.hpp"

namespace hub::simulators::engage {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  // From 0 to below `bound`.
  std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }
  // From `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low + 1)));
  }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(std::size(list))];
  }
  std::string digits(std::size_t count);
  std::string hex(std::size_t count);
  // As the platform writes ids: "3DB7C96C-83CA-A07F-7B17-6D4968FFED94".
  std::string guid();
  std::string bytes(std::size_t count);

 private:
  SeededRandom random_;
};

}  // namespace hub::simulators::engage
