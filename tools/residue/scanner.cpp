#include "tools/residue/scanner.hpp"

#include <algorithm>

namespace hub::residue {
namespace {

// A polynomial over bytes modulo 2^64, odd base: good enough to filter, never to decide.
constexpr std::uint64_t kBase = 0x9e3779b97f4a7c15ull;
constexpr unsigned kSeenBits = 26;

constexpr std::uint64_t power(std::uint64_t base, std::size_t exponent) {
  std::uint64_t result = 1;
  for (std::size_t i = 0; i < exponent; ++i) result *= base;
  return result;
}
constexpr std::uint64_t kLeaving = power(kBase, kTextBytesMin - 1);

std::uint64_t byte_at(std::string_view text, std::size_t index) {
  return static_cast<std::uint64_t>(static_cast<unsigned char>(text[index])) + 1;
}

std::uint64_t hash_of_start(std::string_view text) {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < kTextBytesMin; ++i) hash = hash * kBase + byte_at(text, i);
  return hash;
}

std::uint64_t slot_of(std::uint64_t hash) {
  return (hash * 0xd6e8feb86659fd93ull) >> (64 - kSeenBits);
}

}  // namespace

void Scanner::add(std::string text) {
  if (text.size() >= kTextBytesMin) texts_.push_back(std::move(text));
}

void Scanner::build() {
  std::ranges::sort(texts_);
  const auto repeated = std::ranges::unique(texts_);
  texts_.erase(repeated.begin(), repeated.end());
  seen_.assign((std::size_t{1} << kSeenBits) / 64, 0);
  hashes_.reserve(texts_.size());
  for (std::uint32_t i = 0; i < texts_.size(); ++i) {
    const std::uint64_t hash = hash_of_start(texts_[i]);
    hashes_.emplace_back(hash, i);
    seen_[slot_of(hash) / 64] |= std::uint64_t{1} << (slot_of(hash) % 64);
    longest_ = std::max(longest_, texts_[i].size());
  }
  std::ranges::sort(hashes_);
}

bool Scanner::starts_text(std::string_view rest, std::uint64_t hash) const {
  auto entry = std::ranges::lower_bound(hashes_, hash, {}, [](const auto& e) { return e.first; });
  for (; entry != hashes_.end() && entry->first == hash; ++entry)
    if (rest.starts_with(texts_[entry->second])) return true;
  return false;
}

std::size_t Scanner::scan(std::string_view bytes, const std::function<void(std::size_t)>& hit) const {
  if (bytes.size() < kTextBytesMin || texts_.empty()) return 0;
  std::size_t hits = 0;
  std::uint64_t hash = hash_of_start(bytes);
  for (std::size_t at = 0;; ++at) {
    if ((seen_[slot_of(hash) / 64] >> (slot_of(hash) % 64) & 1) != 0 && starts_text(bytes.substr(at), hash)) {
      ++hits;
      hit(at);
    }
    if (at + kTextBytesMin >= bytes.size()) return hits;
    hash = (hash - byte_at(bytes, at) * kLeaving) * kBase + byte_at(bytes, at + kTextBytesMin);
  }
}

}  // namespace hub::residue
