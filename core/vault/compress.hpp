// LZ4 for case content: of real chats it makes 49 % in 5 us, where zstd at its fastest makes 46 % in 10; and
// it keeps nothing of the text but in its output, so there is no context to wipe. Any thread.
#pragma once

#include <span>
#include <string_view>

#include "core/base/result.hpp"
#include "core/model/arena.hpp"

namespace hub::vault {

// The compressed text, at most 256 MiB of it, in memory of this thread: valid until the next call, to be
// given back with done_with(), which wipes it.
std::span<std::byte> compress(std::string_view plain);
void done_with(std::span<std::byte> compressed);

// The text, in `arena`. invalid "sealed_format" when it is not what compress() made.
Result<std::string_view> decompress(std::span<const std::byte> compressed, model::Arena& arena);

}  // namespace hub::vault
