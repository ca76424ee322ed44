// Finds any of many byte patterns in a stream, at about the speed of memory: built once, then searched by any
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hub::proof {

class PatternSet {
 public:
  static constexpr std::size_t kShortestBytes = 8;

  // False (and not added) when `bytes` is shorter than that. `id` is given back with a hit.
  bool add(std::string_view bytes, std::uint32_t id);
  std::size_t size() const { return patterns_.size(); }
  std::size_t longest() const { return longest_; }

  // Calls `hit(id, offset)` for every pattern that begins in `text`, overlapping ones too.
  void find(std::string_view text,
            const std::function<void(std::uint32_t id, std::size_t offset)>& hit) const;

 private:
  struct Pattern {
    std::string bytes;
    std::uint32_t id;
  };
  static constexpr std::size_t kFilterBits = std::size_t(1) << 23;

  std::vector<Pattern> patterns_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_prefix_;  // first eight bytes to patterns
  std::vector<std::uint64_t> filter_ = std::vector<std::uint64_t>(kFilterBits / 64);
  std::size_t longest_ = 0;
};

}  // namespace hub::proof
