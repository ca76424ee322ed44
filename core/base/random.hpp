// Randomness, as a dependency: keys, nonces and jitter come from here so that a simulation replays from its
// seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hub {

// Thread rule: an implementation used from several threads says so; SystemRandom may be used from any.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> out) = 0;

  std::uint64_t next_u64();
  // Uniform in [0, bound). Precondition: bound > 0.
  std::uint64_t below(std::uint64_t bound);
};

// The operating system's generator through OpenSSL. Any thread. Aborts when it fails: nothing safe is
// possible then.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> out) override;
};

// Repeatable from its seed; never for keys of real cases. One thread.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> out) override;

 private:
  std::uint64_t state_;
};

}  // namespace hub
