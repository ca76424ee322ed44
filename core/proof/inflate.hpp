// Compressed streams hidden in any bytes: found by their first bytes, opened as far as they go. Any thread.
#pragma once

#include <functional>
#include <string_view>

namespace hub::proof {

// Calls `found(start, format, content)` for each stream that gives at least a few bytes. Content beyond 64
// MiB is left out; a stream that is cut off gives what came before.
void for_each_compressed(
    std::string_view bytes,
    const std::function<void(std::size_t start, std::string_view format, std::string_view content)>& found);

}  // namespace hub::proof
