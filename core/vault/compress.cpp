// Contexts in memory of our own are still marked experimental in zstd.h, but they are the one way to know
// where zstd keeps what it has seen, and Debian's shared library exports them.
#define ZSTD_STATIC_LINKING_ONLY
#include "core/vault/compress.hpp"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "core/base/assert.hpp"
#include "core/base/wipe.hpp"

namespace hub::vault {

namespace {

// Of the real chats, level 1 makes 36 % in 18 us and this one 46 % in 12, with half of the memory to wipe;
// what is written to the disk is pages, and hardly grows.
constexpr int kLevel = -1;
constexpr std::size_t kContentBytesMax = 256u << 20;
constexpr std::size_t kKeptBytesMax = 4u << 20;
constexpr std::size_t kKeptContextBytesMax = 256u << 10;

// Memory for one call at a time: grows, is wiped as far as it was used, and is given back when it was for a
// giant.
class Scratch {
 public:
  std::byte* take(std::size_t size) {
    if (size > size_) {
      memory_.reset(static_cast<std::byte*>(::operator new(size)));
      size_ = size;
    }
    used_ = size;
    return memory_.get();
  }
  void done() {
    wipe(memory_.get(), used_);
    used_ = 0;
    if (size_ <= kKeptBytesMax) return;
    memory_.reset();
    size_ = 0;
  }

 private:
  struct Free {
    void operator()(std::byte* memory) const { ::operator delete(memory); }
  };
  std::unique_ptr<std::byte, Free> memory_;
  std::size_t size_ = 0, used_ = 0;
};

Scratch& compressed_scratch() {
  thread_local Scratch scratch;
  return scratch;
}

// A context of zstd in memory of ours. Making one asks the processor what it can do, which takes longer than
// compressing a case where a hypervisor answers; so after each call it is wiped and put back, byte by byte,
// to what it was when it was new.
template <class ZstdContext>
class KeptContext {
 public:
  // `make` builds a context in memory of that size.
  template <class Make>
  ZstdContext* take(std::size_t size, Make make) {
    if (size > size_) {
      std::byte* const memory = memory_.take(size);
      std::fill_n(memory, size, std::byte{0});
      context_ = make(memory, size);
      HUB_ASSERT(context_ != nullptr);
      size_ = size;
      remember();
    }
    return context_;
  }
  void done() {
    std::byte* const bytes = memory_.take(size_);
    memory_.done();
    if (size_ > kKeptContextBytesMax) {
      *this = KeptContext();
    } else {
      std::ranges::copy(pristine_, bytes);
    }
  }

 private:
  // Up to the last byte that is not zero.
  void remember() {
    const std::byte* const bytes = memory_.take(size_);
    std::size_t used = size_;
    while (used > 0 && bytes[used - 1] == std::byte{0}) --used;
    pristine_.assign(bytes, bytes + used);
  }

  Scratch memory_;
  ZstdContext* context_ = nullptr;
  std::size_t size_ = 0;
  std::vector<std::byte> pristine_;
};

KeptContext<ZSTD_CCtx>& compressing() {
  thread_local KeptContext<ZSTD_CCtx> context;
  return context;
}
KeptContext<ZSTD_DCtx>& decompressing() {
  thread_local KeptContext<ZSTD_DCtx> context;
  return context;
}

}  // namespace

std::span<std::byte> compress(std::string_view plain) {
  const std::size_t bound = ZSTD_compressBound(plain.size());
  std::byte* compressed = compressed_scratch().take(bound);
  const ZSTD_compressionParameters parameters = ZSTD_getCParams(kLevel, plain.size(), 0);
  const std::size_t context_bytes = ZSTD_estimateCCtxSize_usingCParams(parameters);
  ZSTD_CCtx* const context = compressing().take(context_bytes, ZSTD_initStaticCCtx);
  const std::size_t size = ZSTD_compressCCtx(context, compressed, bound, plain.data(), plain.size(), kLevel);
  HUB_ASSERT(!ZSTD_isError(size));
  compressing().done();
  return {compressed, size};
}

void done_with_compressed() {
  compressed_scratch().done();
}

Result<std::string_view> decompress(std::span<const std::byte> compressed, model::Arena& arena) {
  const auto size = ZSTD_getFrameContentSize(compressed.data(), compressed.size());
  // Unknown and error are the two largest numbers.
  if (size > kContentBytesMax) return invalid_error("sealed_format", "the sealed content has no usable size");
  char* plain = static_cast<char*>(arena.take(size, 1));
  ZSTD_DCtx* const context = decompressing().take(ZSTD_estimateDCtxSize(), ZSTD_initStaticDCtx);
  const std::size_t got = ZSTD_decompressDCtx(context, plain, size, compressed.data(), compressed.size());
  decompressing().done();
  if (ZSTD_isError(got) || got != size)
    return invalid_error("sealed_format", "the sealed content is damaged");
  return std::string_view(plain, size);
}

}  // namespace hub::vault
