#include "core/model/arena.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "core/base/assert.hpp"
#include "core/base/wipe.hpp"

namespace hub::model {

namespace {
constexpr std::size_t kBlockSizeMax = 1 << 20;
constexpr std::size_t kKeptBlockSizeMax = 4 << 20;
}  // namespace

Arena::~Arena() {
  for (const Block& block : blocks_) {
    wipe(block.data, block.used);
    ::operator delete(block.data);
  }
}

void Arena::add_block(std::size_t at_least) {
  const std::size_t size = std::max(at_least, next_block_size_);
  next_block_size_ = std::min(std::max(next_block_size_, size) * 2, kBlockSizeMax);
  blocks_.push_back({static_cast<char*>(::operator new(size)), size, 0});
}

void* Arena::take(std::size_t size, std::size_t alignment) {
  HUB_ASSERT(alignment <= 16 && (alignment & (alignment - 1)) == 0);
  if (!blocks_.empty()) {
    Block& block = blocks_.back();
    const std::size_t start = (block.used + alignment - 1) & ~(alignment - 1);
    if (start <= block.size && size <= block.size - start) {
      block.used = start + size;
      return block.data + start;
    }
  }
  add_block(size);
  blocks_.back().used = size;
  return blocks_.back().data;
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return {};
  char* to = static_cast<char*>(take(text.size(), 1));
  std::memcpy(to, text.data(), text.size());
  return {to, text.size()};
}

void Arena::reset() {
  if (blocks_.empty()) return;
  const auto largest = std::max_element(blocks_.begin(), blocks_.end(),
                                        [](const Block& a, const Block& b) { return a.size < b.size; });
  Block kept = *largest;
  for (const Block& block : blocks_) {
    wipe(block.data, block.used);
    if (block.data != kept.data || kept.size > kKeptBlockSizeMax) ::operator delete(block.data);
  }
  blocks_.clear();
  kept.used = 0;
  if (kept.size <= kKeptBlockSizeMax) blocks_.push_back(kept);
}

std::size_t Arena::bytes_used() const {
  std::size_t used = 0;
  for (const Block& block : blocks_) used += block.used;
  return used;
}

}  // namespace hub::model
