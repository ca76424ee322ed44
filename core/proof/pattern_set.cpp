#include "core/proof/pattern_set.hpp"

#include <algorithm>
#include <cstring>

namespace hub::proof {

namespace {

std::uint64_t prefix_of(const char* at) {
  std::uint64_t prefix;
  std::memcpy(&prefix, at, sizeof prefix);
  return prefix;
}

// The top bits of a multiplication mix all eight bytes.
std::size_t filter_bit(std::uint64_t prefix, std::size_t bits) {
  return (prefix * 0x9e3779b97f4a7c15ULL) >> (64 - static_cast<unsigned>(__builtin_ctzll(bits)));
}

}  // namespace

bool PatternSet::add(std::string_view bytes, std::uint32_t id) {
  if (bytes.size() < kShortestBytes) return false;
  const std::uint64_t prefix = prefix_of(bytes.data());
  const std::size_t bit = filter_bit(prefix, kFilterBits);
  filter_[bit / 64] |= std::uint64_t(1) << (bit % 64);
  by_prefix_[prefix].push_back(static_cast<std::uint32_t>(patterns_.size()));
  patterns_.push_back({std::string(bytes), id});
  longest_ = std::max(longest_, bytes.size());
  return true;
}

void PatternSet::find(std::string_view text,
                      const std::function<void(std::uint32_t id, std::size_t offset)>& hit) const {
  if (text.size() < kShortestBytes) return;
  for (std::size_t offset = 0; offset <= text.size() - kShortestBytes; ++offset) {
    const std::uint64_t prefix = prefix_of(text.data() + offset);
    const std::size_t bit = filter_bit(prefix, kFilterBits);
    if ((filter_[bit / 64] >> (bit % 64) & 1) == 0) continue;
    const auto found = by_prefix_.find(prefix);
    if (found == by_prefix_.end()) continue;
    for (const std::uint32_t index : found->second) {
      const Pattern& pattern = patterns_[index];
      if (text.substr(offset).starts_with(pattern.bytes)) hit(pattern.id, offset);
    }
  }
}

}  // namespace hub::proof
