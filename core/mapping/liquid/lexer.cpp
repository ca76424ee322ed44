#include "core/mapping/liquid/lexer.hpp"

#include "core/mapping/liquid/characters.hpp"

namespace hub::mapping::liquid {
namespace {

using Kind = Token::Kind;

std::size_t identifier_length(std::string_view text) {
  std::size_t n = 1;
  while (n < text.size() && (is_word(text[n]) || text[n] == '-')) ++n;
  return n < text.size() && text[n] == '?' ? n + 1 : n;
}

// -?digits, and .digits where digits follow: in "1..5" the dots are not the number's.
std::size_t number_length(std::string_view text) {
  std::size_t n = text[0] == '-' ? 1 : 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  if (n + 1 < text.size() && text[n] == '.' && is_digit(text[n + 1])) {
    n += 2;
    while (n < text.size() && is_digit(text[n])) ++n;
  }
  return n;
}

Kind punctuation(char c) {
  switch (c) {
    case '|':
      return Kind::pipe;
    case '.':
      return Kind::dot;
    case ':':
      return Kind::colon;
    case ',':
      return Kind::comma;
    case '[':
      return Kind::open_square;
    case ']':
      return Kind::close_square;
    case '(':
      return Kind::open_round;
    case ')':
      return Kind::close_round;
    case '=':
      return Kind::equals;
    default:
      return Kind::bad_character;
  }
}

// Kind and length of what `rest` begins with; `rest` is not empty and does not begin with white space.
std::pair<Kind, std::size_t> read(std::string_view rest) {
  const char c = rest[0];
  const char d = rest.size() > 1 ? rest[1] : '\0';
  if (is_letter(c) || c == '_') return {Kind::identifier, identifier_length(rest)};
  if (is_digit(c) || (c == '-' && is_digit(d))) return {Kind::number, number_length(rest)};
  if (c == '\'' || c == '"') {
    const std::size_t close = rest.find(c, 1);
    if (close == std::string_view::npos) return {Kind::open_string, rest.size()};
    return {Kind::string, close + 1};
  }
  if (c == '.' && d == '.') return {Kind::dot_dot, 2};
  if ((c == '=' || c == '!' || c == '<' || c == '>') && d == '=') return {Kind::comparison, 2};
  if (c == '<' && d == '>') return {Kind::comparison, 2};
  if (c == '<' || c == '>') return {Kind::comparison, 1};
  return {punctuation(c), 1};
}

}  // namespace

std::vector<Token> tokenize(std::string_view markup, Index at) {
  std::vector<Token> tokens;
  std::size_t i = 0;
  while (i < markup.size()) {
    if (is_space(markup[i])) {
      ++i;
      continue;
    }
    const auto [kind, length] = read(markup.substr(i));
    std::string_view text = markup.substr(i, length);
    if (kind == Kind::string) text = text.substr(1, length - 2);
    tokens.push_back({kind, text, static_cast<Index>(at + i)});
    i += length;
  }
  tokens.push_back({Kind::end, {}, static_cast<Index>(at + markup.size())});
  return tokens;
}

}  // namespace hub::mapping::liquid
