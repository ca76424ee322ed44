// Scans bytes of any size for markers, also inside gzip, zlib and zstd streams that begin anywhere in them.
// One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/proof/pattern_set.hpp"

namespace hub::proof {

struct Hit {
  std::uint32_t id = 0;      // of the pattern
  std::uint64_t offset = 0;  // in the outermost bytes
  std::string_view inside;   // "gzip", "zlib", "zstd", or empty
};

using OnHit = std::function<void(const Hit& hit)>;

// Of bytes that are all there.
void scan(std::string_view bytes, const PatternSet& patterns, const OnHit& on_hit);

// Reads in pieces: `read(into, size)` gives how many bytes it put there, 0 at the end. Patterns that span two
// pieces are found. Fails with what `read` failed with.
using ReadPiece = std::function<Result<std::size_t>(char* into, std::size_t size)>;
// Of an open file, which the caller closes afterwards; `name` is for the error.
ReadPiece pieces_of(int descriptor, std::string name);
Result<void> scan_stream(const ReadPiece& read, const PatternSet& patterns, const OnHit& on_hit);

Result<void> scan_file(const std::string& path, const PatternSet& patterns, const OnHit& on_hit);

}  // namespace hub::proof
