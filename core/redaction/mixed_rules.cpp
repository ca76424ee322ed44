#include <algorithm>
#include <array>

#include "core/redaction/characters.hpp"
#include "core/redaction/checks.hpp"
#include "core/redaction/rules.hpp"

namespace hub::redaction {

namespace {

bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

// "LLD*L": L a letter, D a digit, X either.
bool has_pattern(std::string_view text, std::string_view pattern) {
  return text.size() == pattern.size() && std::ranges::equal(text, pattern, [](char c, char wanted) {
           return wanted == 'L' ? is_capital(c) : wanted == 'D' ? is_digit(c) : is_capital(c) || is_digit(c);
         });
}

// Its first `length` characters are one number of the pattern, written in one of the ways.
bool is_written(const Window& window, std::string_view pattern, std::initializer_list<Groups> ways,
                unsigned allowed = kSpace | kHyphen) {
  const std::size_t length = pattern.size();
  if (!window.ends_at(length) || (window.separators_of(length) & ~allowed) != 0) return false;
  return std::ranges::find(ways, window.groups_of(length)) != ways.end() &&
         has_pattern(window.chars(length), pattern);
}

void add(ScanPass& pass, Kind kind, const Window& window, std::size_t length, bool has_check, bool is_valid) {
  if (pass.checks() && !is_valid) return;
  pass.add(kind, has_check && is_valid ? Strength::checked : Strength::shape, window.begin,
           window.end_of(length));
}

void find_iban(ScanPass& pass, const Window& window) {
  const std::size_t length = iban_length(window.chars(2));
  if (length == 0 || !window.ends_at(length) || !is_digit(window.characters[2]) ||
      !is_digit(window.characters[3]))
    return;
  const std::string_view text = window.chars(length);
  const bool is_plain = std::ranges::all_of(text, [](char c) { return is_capital(c) || is_digit(c); });
  if (!is_plain || (window.separators_of(length) & ~(kSpace | kHyphen)) != 0) return;
  add(pass, Kind::iban, window, length, true, is_iban(text));
}

void find_behind_two_letters(ScanPass& pass, const Window& window) {
  if (pass.wants(Kind::iban)) find_iban(pass, window);
  const bool is_nino_like = pass.wants(Kind::nino) && is_written(window, "LLDDDDDDL",
                                                                 {groups({9}), groups({2, 2, 2, 2, 1}),
                                                                  groups({2, 6, 1}), groups({8, 1})});
  if (is_nino_like) add(pass, Kind::nino, window, 9, false, is_nino(window.chars(9)));
}

void find_hetu(ScanPass& pass, const Window& window) {
  if (is_written(window, "DDDDDDLDDDX", {groups({11})})) {
    add(pass, Kind::hetu, window, 11, true, is_hetu(window.chars(11)));
  } else if (is_written(window, "DDDDDDDDDL", {groups({6, 4})}, kHyphen | kPlus)) {
    std::array<char, 11> text{};
    std::ranges::copy(window.chars(6), text.begin());
    text[6] = '-';
    std::ranges::copy(window.chars(10).substr(6), text.begin() + 7);
    add(pass, Kind::hetu, window, 10, true, is_hetu({text.data(), text.size()}));
    text.fill(0);
  }
}

void find_behind_digits(ScanPass& pass, const Window& window) {
  if (pass.wants(Kind::hetu)) find_hetu(pass, window);
  if (pass.wants(Kind::nif) && is_written(window, "DDDDDDDDL", {groups({9}), groups({8, 1})})) {
    add(pass, Kind::nif, window, 9, true, is_nif(window.chars(9)));
  }
  if (pass.wants(Kind::pps) && is_written(window, "DDDDDDDL", {groups({8}), groups({7, 1})})) {
    add(pass, Kind::pps, window, 8, true, is_pps(window.chars(8)));
  }
  if (pass.wants(Kind::pps) && is_written(window, "DDDDDDDLL", {groups({9}), groups({7, 2})})) {
    add(pass, Kind::pps, window, 9, true, is_pps(window.chars(9)));
  }
  if (pass.wants(Kind::medicare) && is_written(window, "DLXDLXDLLDD", {groups({11}), groups({4, 3, 4})})) {
    add(pass, Kind::medicare, window, 11, false, is_medicare(window.chars(11)));
  }
  if (pass.wants(Kind::nir) &&
      is_written(window, "DDDDDDLDDDDDDDD", {groups({15}), groups({13, 2}), groups({1, 2, 2, 2, 3, 3, 2})},
                 kSpace)) {
    add(pass, Kind::nir, window, 15, true, is_nir(window.chars(15)));
  }
}

}  // namespace

void find_mixed_numbers(ScanPass& pass, const Window& window) {
  if (window.size < 8 || window.size == window.digits) return;
  if (window.digits > 0) return find_behind_digits(pass, window);
  std::size_t letters = 0;
  while (letters < window.size && is_capital(window.characters[letters])) ++letters;
  if (letters == 1 && pass.wants(Kind::nif)) {
    const char first = window.characters[0];
    const bool is_foreign = first >= 'X' && first <= 'Z';
    if (is_foreign &&
        is_written(window, "LDDDDDDDL", {groups({9}), groups({1, 7, 1}), groups({8, 1}), groups({1, 8})})) {
      add(pass, Kind::nif, window, 9, true, is_nif(window.chars(9)));
    }
  }
  if (letters == 2) find_behind_two_letters(pass, window);
  if (letters == 4 && pass.wants(Kind::curp) && is_written(window, "LLLLDDDDDDLLLLLLXD", {groups({18})})) {
    add(pass, Kind::curp, window, 18, true, is_curp(window.chars(18)));
  }
}

}  // namespace hub::redaction
