// The shapes in which a piece of text may lie about: what a residue scan looks for. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hub::proof {

struct EncodedMarker {
  std::string_view encoding;  // "raw", "utf-16le", "base64 (alignment 1)", ...
  std::string bytes;
};

// Every encoding of `marker`, without those that are equal to another. A marker of at least 16 bytes gives
// patterns of at least 16.
std::vector<EncodedMarker> encodings_of(std::string_view marker);

}  // namespace hub::proof
