// The content of bytes that are compressed from the first one on, read piece by piece: of files that are
// larger than what scan() can look into at once. One thread.
#pragma once

#include <string_view>

#include "core/proof/scanner.hpp"

namespace hub::proof {

// "gzip" or "zstd" when a file that begins so is compressed as a whole; empty otherwise.
std::string_view compressed_as(std::string_view first_bytes);

// Gives the content, also of several streams one after another, up to where it is damaged or ends. Fails with
// what `compressed` failed with.
ReadPiece inflating(ReadPiece compressed, std::string_view format);

}  // namespace hub::proof
