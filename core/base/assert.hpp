// Assertions that stay on in release builds: for broken invariants of our own, never for foreign input.
#pragma once

namespace hub {

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace hub

#define HUB_ASSERT(expression) \
  ((expression) ? static_cast<void>(0) : ::hub::assertion_failed(#expression, __FILE__, __LINE__))
