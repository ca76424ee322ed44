#include "core/vault/random_stock.hpp"

#include <algorithm>

#include "core/base/wipe.hpp"

namespace hub::vault {

void RandomStock::fill(std::span<std::byte> out) {
  if (out.size() > kStockBytes) return source_.fill(out);
  const std::lock_guard lock(mutex_);
  if (out.size() > left_) {
    source_.fill(stock_.bytes());
    left_ = kStockBytes;
  }
  const auto taken = stock_.bytes().subspan(kStockBytes - left_, out.size());
  std::ranges::copy(taken, out.begin());
  wipe(taken.data(), taken.size());
  left_ -= out.size();
}

}  // namespace hub::vault
