// zstd at its fastest ordinary level for case content. Any thread; the working memory of a thread is wiped
// after every call, for zstd keeps literals of the text in it.
#pragma once

#include <span>
#include <string_view>

#include "core/base/result.hpp"
#include "core/model/arena.hpp"

namespace hub::vault {

// The compressed text, in memory of this thread: valid until the next call, to be given back with
// done_with_compressed().
std::span<std::byte> compress(std::string_view plain);
void done_with_compressed();

// The text, in `arena`. invalid "sealed_format" when it is not what compress() made.
Result<std::string_view> decompress(std::span<const std::byte> compressed, model::Arena& arena);

}  // namespace hub::vault
