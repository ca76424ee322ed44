// Enumerations that have a word for each value, in their order, as files and APIs write them. Pure; any
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace hub {

// Nothing for a word that is not among them.
template <class Enum, std::size_t N>
constexpr std::optional<Enum> parse_word(const std::array<std::string_view, N>& words,
                                         std::string_view word) {
  for (std::size_t i = 0; i < N; ++i) {
    if (words[i] == word) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace hub
