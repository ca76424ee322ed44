#include <algorithm>
#include <array>
#include <bit>

#include "core/redaction/characters.hpp"
#include "core/redaction/rules.hpp"

namespace hub::redaction {

namespace {

constexpr std::size_t kDigitsMax = 15;  // of E.164

// What could be dialled from a place in the text on, with up to two separators between digits.
struct Dialled {
  std::array<char, kDigitsMax> digits;
  std::array<std::size_t, kDigitsMax> end_places;
  Groups ends = 0;
  std::size_t size = 0;
  std::size_t begin = 0;
  bool has_plus = false;

  bool ends_at(std::size_t length) const { return length <= size && (ends >> (length - 1) & 1) != 0; }
  Groups groups_of(std::size_t length) const { return ends & ((Groups{1} << length) - 1); }
};

// Numbers that are dialled within a region. Those without a leading 0 look like anything: they need a word.
struct NationalForm {
  std::string_view region;
  std::string_view prefix;  // one of these digits comes first
  std::size_t digits_min, digits_max;
  bool needs_word;
};
constexpr NationalForm kNationalForms[] = {
    {"SE", "0", 9, 11, false},      {"FI", "0", 9, 12, false},      {"DE", "0", 9, 12, false},
    {"GB", "0", 10, 11, false},     {"FR", "0", 10, 10, false},     {"NL", "0", 10, 10, false},
    {"BE", "0", 9, 10, false},      {"CH", "0", 10, 10, false},     {"IE", "0", 9, 10, false},
    {"IT", "0", 9, 11, false},      {"IT", "3", 9, 10, true},       {"NO", "23456789", 8, 8, true},
    {"DK", "23456789", 8, 8, true}, {"ES", "6789", 9, 9, true},     {"PL", "123456789", 9, 9, true},
    {"EE", "34567", 7, 8, true},    {"US", "23456789", 7, 7, true}, {"MX", "123456789", 10, 10, true},
    {"IN", "6789", 10, 10, true},
};

Dialled read_dialled(std::string_view text, std::size_t at) {
  Dialled number;
  number.begin = at;
  if (at > 0 && text[at - 1] == '(') number.begin = at - 1;
  if (number.begin > 0 && text[number.begin - 1] == '+') number.begin -= 1;
  number.has_plus = text[number.begin] == '+';
  if (number.has_plus && number.begin > 0 && text[number.begin - 1] == '(') number.begin -= 1;
  while (at < text.size() && number.size < kDigitsMax && is_digit(text[at])) {
    number.digits[number.size] = text[at++];
    number.end_places[number.size++] = at;
    if (at < text.size() && is_digit(text[at])) continue;
    if (!is_edge(text, at)) break;
    number.ends |= Groups{1} << (number.size - 1);
    std::size_t next = at;
    while (next < text.size() && next < at + 2 && separates_digits(text[next])) ++next;
    if (next == at) break;
    at = next;
  }
  // More digits than a telephone number has.
  if (number.size == kDigitsMax && at < text.size() && is_digit(text[at]) && !is_edge_before(text, at)) {
    number.ends &= ~(Groups{1} << (kDigitsMax - 1));
  }
  return number;
}

bool is_two_to_nine(char c) {
  return c >= '2' && c <= '9';
}

// Ten digits, or 1 and ten digits, grouped as in North America. Area and exchange begin with 2 to 9.
bool is_north_american(const Dialled& number, std::size_t length, bool checks) {
  const std::size_t area = length - 10;
  if (length > 11 || length < 10 || (area == 1 && number.digits[0] != '1')) return false;
  const Groups grouping = number.groups_of(length);
  const bool is_grouped = area == 0 ? grouping == groups({10}) || grouping == groups({3, 3, 4}) ||
                                          grouping == groups({3, 7}) || grouping == groups({6, 4})
                                    : grouping == groups({11}) || grouping == groups({1, 3, 3, 4}) ||
                                          grouping == groups({1, 10}) || grouping == groups({1, 3, 7}) ||
                                          grouping == groups({4, 3, 4});
  return is_grouped &&
         (!checks || (is_two_to_nine(number.digits[area]) && is_two_to_nine(number.digits[area + 3])));
}

bool is_national(const Dialled& number, std::size_t length, bool has_word) {
  // A date, with what stands behind it.
  if ((number.ends & 0xff) == groups({2, 2, 4}) || (number.ends & 0xff) == groups({4, 2, 2})) return false;
  return std::ranges::any_of(kNationalForms, [&](const NationalForm& form) {
    if (form.needs_word && !has_word) return false;
    if (form.prefix == "0" && number.digits[1] == '0') return false;
    return length >= form.digits_min && length <= form.digits_max &&
           form.prefix.find(number.digits[0]) != std::string_view::npos;
  });
}

}  // namespace

void find_phone(ScanPass& pass, std::size_t at) {
  const Dialled number = read_dialled(pass.text(), at);
  if (!is_edge_before(pass.text(), number.begin)) return;
  const bool is_international =
      number.has_plus || (number.size > 1 && number.digits[0] == '0' && number.digits[1] == '0');
  const std::size_t shortest = number.has_plus ? 7 : is_international ? 11 : 7;
  for (std::size_t length = number.size; length >= shortest; --length) {
    if (!number.ends_at(length)) continue;
    bool found = is_international;
    Strength strength = Strength::shape;
    if (!is_international) {
      const Topic topic = pass.topic_at(at);
      if (topic != Topic::none && topic != Topic::phone) return;
      const bool has_word = topic == Topic::phone;
      found = is_north_american(number, length, pass.checks()) || is_national(number, length, has_word);
      if (has_word) strength = Strength::context;
    }
    if (!found) continue;
    return pass.add(Kind::phone, strength, number.begin, number.end_places[length - 1]);
  }
}

}  // namespace hub::redaction
