#include "core/base/unused_stack.hpp"

#include <array>
#include <cstddef>

#include "core/base/wipe.hpp"

namespace hub {

namespace {
constexpr std::size_t kDepth = 128u << 10;
}

[[gnu::noinline]] void wipe_unused_stack() {
  std::array<std::byte, kDepth> below;
  wipe(below.data(), below.size());
}

}  // namespace hub
