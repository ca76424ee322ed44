#include "core/redaction/window.hpp"

#include "core/base/ascii.hpp"
#include "core/redaction/characters.hpp"

namespace hub::redaction {

namespace {

std::uint8_t separator(char c) {
  switch (c) {
    case ' ':
    case '\t':
      return kSpace;
    case '-':
      return kHyphen;
    case '.':
      return kDot;
    case '/':
      return kSlash;
    case '+':
      return kPlus;
    case kJoin:
      return kMessageEnd;
    default:
      return 0;
  }
}

}  // namespace

bool Window::begins_as_iban() const {
  return size >= 4 && !is_digit(characters[0]) && !is_digit(characters[1]) && is_digit(characters[2]) &&
         is_digit(characters[3]);
}

void Window::read(std::string_view text, std::size_t at, std::size_t words_max) {
  begin = at;
  size = digits = 0;
  ends = 0;
  std::uint8_t met = 0;
  bool only_digits = true, has_digit = false;
  std::size_t words = 0;  // groups without a digit, in a row
  while (at < text.size() && size < kSizeMax) {
    const char c = text[at];
    if (is_alnum(c)) {
      characters[size] = to_upper(c);
      end_places[size] = ++at;
      separators[size++] = met;
      has_digit = has_digit || is_digit(c);
      only_digits = only_digits && is_digit(c);
      if (only_digits) ++digits;
      continue;
    }
    ends |= Groups{1} << (size - 1);
    words = has_digit ? 0 : words + 1;
    if (words == words_max && !begins_as_iban()) return;
    has_digit = false;
    const std::uint8_t kind = separator(c);
    if (kind == 0 || at + 1 >= text.size() || !is_alnum(text[at + 1])) return;
    met |= kind;
    ++at;
  }
  if (at == text.size()) ends |= Groups{1} << (size - 1);
}

}  // namespace hub::redaction
