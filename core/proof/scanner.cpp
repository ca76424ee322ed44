#include "core/proof/scanner.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/buffer.hpp"
#include "core/proof/inflate.hpp"

namespace hub::proof {

namespace {
constexpr std::size_t kPieceBytes = 4u << 20;
constexpr std::size_t kStreamOverlapBytes = 256u
                                            << 10;  // a compressed stream that spans two pieces is seen whole
}  // namespace

void scan(std::string_view bytes, const PatternSet& patterns, const OnHit& on_hit) {
  patterns.find(bytes, [&](std::uint32_t id, std::size_t offset) { on_hit({id, offset, {}}); });
  for_each_compressed(bytes, [&](std::size_t start, std::string_view format, std::string_view inflated) {
    patterns.find(inflated, [&](std::uint32_t id, std::size_t) { on_hit({id, start, format}); });
  });
}

Result<void> scan_stream(const ReadPiece& read, const PatternSet& patterns, const OnHit& on_hit) {
  const std::size_t overlap = std::max(patterns.longest(), kStreamOverlapBytes);
  Buffer window;
  window.resize(overlap + kPieceBytes);
  std::size_t kept = 0;
  std::uint64_t base = 0;  // of the window's first byte
  for (;;) {
    std::size_t filled = kept;
    while (filled < window.size()) {
      const auto count = read(window.data() + filled, window.size() - filled);
      if (!count.ok()) return count.error();
      if (*count == 0) break;
      filled += *count;
    }
    const bool at_end = filled < window.size();
    // What begins in the overlap is reported when it comes first the next time round.
    const std::size_t own = at_end ? filled : filled - overlap;
    scan(window.view().substr(0, filled), patterns, [&](const Hit& hit) {
      if (hit.offset < own) on_hit({hit.id, base + hit.offset, hit.inside});
    });
    if (at_end) return {};
    std::memmove(window.data(), window.data() + own, filled - own);
    kept = filled - own;
    base += own;
  }
}

ReadPiece pieces_of(int descriptor, std::string name) {
  return [descriptor, name = std::move(name)](char* into, std::size_t size) -> Result<std::size_t> {
    ssize_t count = ::read(descriptor, into, size);
    while (count < 0 && errno == EINTR) count = ::read(descriptor, into, size);
    if (count < 0) return invalid_error("not_scanned", "cannot read " + name);
    return static_cast<std::size_t>(count);
  };
}

Result<void> scan_file(const std::string& path, const PatternSet& patterns, const OnHit& on_hit) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return invalid_error("not_scanned", "cannot read " + path);
  auto scanned = scan_stream(pieces_of(descriptor, path), patterns, on_hit);
  ::close(descriptor);
  return scanned;
}

}  // namespace hub::proof
