// Things by small numbers, which are used again when a thing goes; a thing keeps its place in memory. When
// the last one goes, all memory is given back. One thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "core/base/assert.hpp"

namespace hub {

template <class T>
class Numbered {
 public:
  using Number = std::uint32_t;
  static constexpr Number kNone = ~Number{0};  // no thing has this number

  Number add(T thing) {
    if (unused_.empty()) {
      HUB_ASSERT(things_.size() < kNone);
      things_.push_back(std::move(thing));
      return static_cast<Number>(things_.size() - 1);
    }
    const Number number = unused_.back();
    unused_.pop_back();
    things_[number] = std::move(thing);
    return number;
  }

  T remove(Number number) {
    T thing = std::exchange(things_[number], T());
    unused_.push_back(number);
    if (unused_.size() == things_.size()) {
      std::deque<T>().swap(things_);
      std::vector<Number>().swap(unused_);
    }
    return thing;
  }

  T& operator[](Number number) { return things_[number]; }
  const T& operator[](Number number) const { return things_[number]; }
  // With T() in the place of those that are gone.
  const std::deque<T>& places() const { return things_; }
  std::size_t bytes() const { return things_.size() * sizeof(T) + unused_.capacity() * sizeof(Number); }

 private:
  std::deque<T> things_;
  std::vector<Number> unused_;
};

}  // namespace hub
