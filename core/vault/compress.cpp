#include "core/vault/compress.hpp"

#include <lz4.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>

#include "core/base/assert.hpp"
#include "core/base/wipe.hpp"

namespace hub::vault {

namespace {

constexpr std::size_t kContentBytesMax = 256u << 20;
constexpr std::size_t kKeptBytesMax = 4u << 20;
// Before LZ4's block, for a block does not say it: how long the text is, little-endian.
using PlainSize = std::uint32_t;
// LZ4 copies literals eight bytes at a time, and so may write that far behind what it returns.
constexpr std::size_t kOvershootBytes = 16;

// Memory for one call at a time: grows, is wiped as far as it was used, and is given back when it was for a
// giant.
class Scratch {
 public:
  std::byte* take(std::size_t size) {
    if (size > size_) {
      memory_.reset(static_cast<std::byte*>(::operator new(size)));
      size_ = size;
    }
    return memory_.get();
  }
  void done(std::size_t used) {
    wipe(memory_.get(), used);
    if (size_ <= kKeptBytesMax) return;
    memory_.reset();
    size_ = 0;
  }

 private:
  struct Free {
    void operator()(std::byte* memory) const { ::operator delete(memory); }
  };
  std::unique_ptr<std::byte, Free> memory_;
  std::size_t size_ = 0;
};

Scratch& scratch() {
  thread_local Scratch memory;
  return memory;
}

}  // namespace

std::span<std::byte> compress(std::string_view plain) {
  HUB_ASSERT(plain.size() <= kContentBytesMax);
  const auto size = static_cast<PlainSize>(plain.size());
  const int bound = LZ4_compressBound(static_cast<int>(size));
  std::byte* const compressed =
      scratch().take(sizeof size + static_cast<std::size_t>(bound) + kOvershootBytes);
  std::memcpy(compressed, &size, sizeof size);
  const int block = LZ4_compress_default(plain.data(), reinterpret_cast<char*>(compressed + sizeof size),
                                         static_cast<int>(size), bound);
  HUB_ASSERT(block > 0);
  return {compressed, sizeof size + static_cast<std::size_t>(block)};
}

void done_with(std::span<std::byte> compressed) {
  scratch().done(compressed.size() + kOvershootBytes);
}

Result<std::string_view> decompress(std::span<const std::byte> compressed, model::Arena& arena) {
  PlainSize size = 0;
  if (compressed.size() >= sizeof size) std::memcpy(&size, compressed.data(), sizeof size);
  const auto block = compressed.subspan(std::min(compressed.size(), sizeof size));
  if (block.empty() || block.size() > kContentBytesMax * 2 || size > kContentBytesMax)
    return invalid_error("sealed_format", "the sealed content has no usable size");
  char* const plain = static_cast<char*>(arena.take(size, 1));
  const int got = LZ4_decompress_safe(reinterpret_cast<const char*>(block.data()), plain,
                                      static_cast<int>(block.size()), static_cast<int>(size));
  if (got < 0 || static_cast<PlainSize>(got) != size)
    return invalid_error("sealed_format", "the sealed content is damaged");
  return std::string_view(plain, size);
}

}  // namespace hub::vault
