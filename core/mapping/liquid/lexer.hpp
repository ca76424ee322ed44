// The words of an output or a tag. One thread; refers to the source, which must outlive it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/mapping/liquid/program.hpp"

namespace hub::mapping::liquid {

struct Token {
  enum class Kind : std::uint8_t {
    end,
    identifier,
    string,
    number,
    pipe,
    dot,
    dot_dot,
    colon,
    comma,
    equals,
    open_square,
    close_square,
    open_round,
    close_round,
    comparison,
    bad_character,
    open_string,
  };
  Kind kind = Kind::end;
  std::string_view text;  // a string comes without its quotes
  Index at = 0;
};

// The last token is `end`. What cannot be read is a token too (bad_character, open_string): the parser that
// meets it says so.
std::vector<Token> tokenize(std::string_view markup, Index at);

}  // namespace hub::mapping::liquid
