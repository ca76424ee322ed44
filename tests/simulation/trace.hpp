// What happens in a simulated world, as a number that is the same when the same happens; told on request.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string_view>

#include "core/base/clock.hpp"

namespace hub::simulation {

class Trace {
 public:
  Trace(const Clock& clock, bool tells) : clock_(clock), tells_(tells) {}

  void note(std::string_view what, std::uint64_t detail) {
    if (tells_) tell(what, detail);
    for (const char c : what) mix(static_cast<unsigned char>(c));
    mix(detail);
    mix(static_cast<std::uint64_t>(clock_.now().time_since_epoch().count()));
  }
  std::uint64_t hash() const { return hash_; }

 private:
  void mix(std::uint64_t byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }  // FNV-1a
  void tell(std::string_view what, std::uint64_t detail) const {
    const double seconds = std::chrono::duration<double>(clock_.now().time_since_epoch()).count();
    std::printf("%12.3f %.*s %llu\n", seconds, static_cast<int>(what.size()), what.data(),
                static_cast<unsigned long long>(detail));
  }

  const Clock& clock_;
  bool tells_;
  std::uint64_t hash_ = 0;
};

}  // namespace hub::simulation
