// Random bytes for keys and nonces, fetched in advance: asking the system's generator for the few that a case
// needs costs more than encrypting it. What waits is in locked memory, and is wiped as it is handed out. Any
// thread.
#pragma once

#include <mutex>

#include "core/base/locked_memory.hpp"
#include "core/base/random.hpp"

namespace hub::vault {

class RandomStock final : public Random {
 public:
  // `source` outlives it.
  explicit RandomStock(Random& source) : source_(source), stock_(kStockBytes) {}

  void fill(std::span<std::byte> out) override;

 private:
  static constexpr std::size_t kStockBytes = 4096;

  Random& source_;
  std::mutex mutex_;
  LockedMemory stock_;
  std::size_t left_ = 0;  // the last ones of the stock
};

}  // namespace hub::vault
