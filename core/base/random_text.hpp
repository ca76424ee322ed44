// A secret that nobody can guess, as text for addresses, cookies and headers. Thread rule of the Random.
#pragma once

#include <array>
#include <string>

#include "core/base/base64.hpp"
#include "core/base/random.hpp"

namespace hub {

// 256 random bits in base64url: 43 characters.
inline std::string random_text(Random& random) {
  std::array<std::byte, 32> bytes{};
  random.fill(bytes);
  return base64url_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace hub
