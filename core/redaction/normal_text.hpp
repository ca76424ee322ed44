// A text as the scanner reads it, with the way back to the original: characters that only look different are
// ASCII, what takes no room is gone. Points into the original or the arena. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "core/model/arena.hpp"

namespace hub::redaction {

class NormalText {
 public:
  // The original itself where nothing had to be changed: most texts.
  NormalText(std::string_view original, model::Arena& arena);

  std::string_view text() const { return text_; }
  // Where in the original the character at `at` begins, and where the one before `end` ends.
  std::size_t original_begin(std::size_t at) const;
  std::size_t original_end(std::size_t end) const;

 private:
  // From `normal` on, the original goes on at `original`; a replaced character is `replaced` bytes long
  // there.
  struct Break {
    std::size_t normal, original, replaced;
  };
  std::size_t first_change(std::string_view original) const;
  void normalise(std::string_view original, std::size_t from, model::Arena& arena);
  const Break* break_at(std::size_t at) const;

  std::string_view text_;
  std::pmr::vector<Break> breaks_;
};

}  // namespace hub::redaction
