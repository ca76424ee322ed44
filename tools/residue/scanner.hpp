// Finds any of very many texts in bytes, fast: a rolling hash over the first bytes of each, then a
// comparison. Immutable after build(); one thread at a time may add, any may scan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hub::residue {

// Texts shorter than this are not searched for: they would be found by chance.
inline constexpr std::size_t kTextBytesMin = 16;

class Scanner {
 public:
  void add(std::string text);
  // Call once, after the last add(). Equal texts count once.
  void build();
  std::size_t size() const { return texts_.size(); }

  // Calls `hit` with the offset of each text found; how many there were.
  std::size_t scan(std::string_view bytes, const std::function<void(std::size_t offset)>& hit) const;
  // The longest text: what two pieces of one file must overlap by.
  std::size_t longest() const { return longest_; }

 private:
  bool starts_text(std::string_view rest, std::uint64_t hash) const;

  std::vector<std::string> texts_;
  std::vector<std::uint64_t> seen_;                              // a bit for some bits of each hash
  std::vector<std::pair<std::uint64_t, std::uint32_t>> hashes_;  // sorted; with the index of the text
  std::size_t longest_ = 0;
};

}  // namespace hub::residue
