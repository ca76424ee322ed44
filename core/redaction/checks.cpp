#include "core/redaction/checks.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "core/redaction/characters.hpp"

namespace hub::redaction {

namespace {

int digit(char c) {
  return c - '0';
}

// Sum of digits times weights; digits beyond the weights do not count.
int weighted(std::string_view digits, std::initializer_list<int> weights) {
  int sum = 0;
  std::size_t i = 0;
  for (const int weight : weights) sum += digit(digits[i++]) * weight;
  return sum;
}

// Remainder of a number of any length.
int remainder_of(std::string_view digits, int modulus) {
  int rest = 0;
  for (const char c : digits) rest = (rest * 10 + digit(c)) % modulus;
  return rest;
}

bool is_between(int value, int low, int high) {
  return value >= low && value <= high;
}

struct CardRange {
  int first, last;     // of the leading digits
  std::size_t prefix;  // how many
  std::size_t length_min, length_max;
};
constexpr CardRange kCardRanges[] = {
    {4, 4, 1, 13, 13},       {4, 4, 1, 16, 16},   {4, 4, 1, 19, 19},       {51, 55, 2, 16, 16},
    {2221, 2720, 4, 16, 16}, {34, 34, 2, 15, 15}, {37, 37, 2, 15, 15},     {6011, 6011, 4, 16, 19},
    {644, 649, 3, 16, 19},   {65, 65, 2, 16, 19}, {3528, 3589, 4, 16, 19}, {300, 305, 3, 14, 19},
    {36, 36, 2, 14, 19},     {38, 39, 2, 14, 19}, {62, 62, 2, 16, 19},     {50, 50, 2, 12, 19},
    {56, 69, 2, 12, 19},
};

struct IbanCountry {
  std::string_view country;
  std::uint8_t length;
};
// Sorted by country.
constexpr IbanCountry kIbanCountries[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22},
    {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FO", 18}, {"FR", 27},
    {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28},
    {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20},
    {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27},
    {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NL", 18}, {"NO", 15},
    {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"SA", 24},
    {"SC", 31}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"ST", 25}, {"SV", 28}, {"TL", 23},
    {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
};

// Which remainders the two check digits may leave. Numbers of the later series are not given out before 2032.
struct FodselsnummerSeries {
  Fodselsnummer series;
  int first_remainder_max, second_remainder_max;
};
constexpr FodselsnummerSeries kFodselsnummerSeries[] = {
    {Fodselsnummer::current, 0, 0},
    {Fodselsnummer::from_2032, 3, 0},
};

// ISO 7064 mod 11,10 over all but the last digit.
int iso_7064_check(std::string_view digits) {
  int product = 10;
  for (const char c : digits) {
    int sum = (digit(c) + product) % 10;
    if (sum == 0) sum = 10;
    product = sum * 2 % 11;
  }
  return (11 - product) % 10;
}

constexpr std::string_view kHetuChecks = "0123456789ABCDEFHJKLMNPRSTUVWXY";
constexpr std::string_view kNifChecks = "TRWAGMYFPDXBNJZSQVHLCKE";
constexpr std::string_view kPpsChecks = "WABCDEFGHIJKLMNOPQRSTUV";

// Letters from 10 on, with room for the one that Spanish has behind N.
int curp_value(char c) {
  if (is_digit(c)) return digit(c);
  return c - 'A' + (c > 'N' ? 11 : 10);
}

}  // namespace

bool is_day_of_month(int day, int month) {
  constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return is_between(month, 1, 12) && is_between(day, 1, kDays[static_cast<std::size_t>(month - 1)]);
}

int number_at(std::string_view digits, std::size_t at, std::size_t count) {
  int number = 0;
  for (const char c : digits.substr(at, count)) number = number * 10 + digit(c);
  return number;
}

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0;) {
    const int value = digit(digits[i]) * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
    twice = !twice;
  }
  return sum % 10 == 0;
}

bool is_card_of_a_network(std::string_view digits) {
  return std::ranges::any_of(kCardRanges, [digits](const CardRange& range) {
    return digits.size() >= range.length_min && digits.size() <= range.length_max &&
           is_between(number_at(digits, 0, range.prefix), range.first, range.last);
  });
}

std::size_t iban_length(std::string_view country) {
  const auto* found = std::ranges::lower_bound(kIbanCountries, country, {}, &IbanCountry::country);
  return found != std::end(kIbanCountries) && found->country == country ? found->length : 0;
}

bool is_iban(std::string_view text) {
  if (text.size() < 5 || text.size() != iban_length(text.substr(0, 2))) return false;
  int rest = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[(i + 4) % text.size()];
    rest = is_digit(c) ? (rest * 10 + digit(c)) % 97 : (rest * 100 + c - 'A' + 10) % 97;
  }
  return rest == 1;
}

bool is_ssn(std::string_view digits) {
  const int area = number_at(digits, 0, 3);
  return area != 0 && area != 666 && area < 900 && number_at(digits, 3, 2) != 0 &&
         number_at(digits, 5, 4) != 0;
}

bool is_itin(std::string_view digits) {
  const int group = number_at(digits, 3, 2);
  return digits[0] == '9' && (is_between(group, 50, 65) || is_between(group, 70, 88) ||
                              is_between(group, 90, 92) || is_between(group, 94, 99));
}

bool is_routing(std::string_view digits) {
  const int sum = weighted(digits, {3, 7, 1, 3, 7, 1, 3, 7, 1});
  return sum > 0 && sum % 10 == 0;
}

bool is_npi(std::string_view digits) {
  // The prefix 80840 adds 24 to the sum, so the check digit moves by it.
  int sum = 24;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0;) {
    const int value = digit(digits[i]) * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
    twice = !twice;
  }
  return (digits[0] == '1' || digits[0] == '2') && sum % 10 == 0;
}

bool is_sin(std::string_view digits) {
  return digits[0] != '8' && number_at(digits, 0, 9) != 0 && passes_luhn(digits);
}

bool is_medicare(std::string_view text) {
  // C: 1-9, A: letter, N: digit, X: letter or digit.
  constexpr std::string_view kPattern = "CAXNAXNAANN";
  if (text.size() != kPattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool letter = c >= 'A' && c <= 'Z' && std::string_view("SLOIBZ").find(c) == std::string_view::npos;
    const bool fits = kPattern[i] == 'C'   ? c >= '1' && c <= '9'
                      : kPattern[i] == 'A' ? letter
                      : kPattern[i] == 'N' ? is_digit(c)
                                           : letter || is_digit(c);
    if (!fits) return false;
  }
  return true;
}

bool is_curp(std::string_view text) {
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += curp_value(text[i]) * static_cast<int>(18 - i);
  const bool has_sex = text[10] == 'H' || text[10] == 'M' || text[10] == 'X';
  return has_sex && is_day_of_month(number_at(text, 8, 2), number_at(text, 6, 2)) &&
         digit(text[17]) == (10 - sum % 10) % 10;
}

bool is_personnummer(std::string_view digits) {
  const std::string_view ten = digits.substr(digits.size() - 10);
  // The serial 000 is never given out.
  return is_personnummer_date(digits) && number_at(ten, 6, 3) != 0 && passes_luhn(ten);
}

bool is_personnummer_date(std::string_view digits) {
  if (digits.size() == 12) {
    if (!is_between(number_at(digits, 0, 2), 18, 20)) return false;
    digits.remove_prefix(2);
  }
  int day = number_at(digits, 4, 2);
  if (day > 60) day -= 60;
  return is_day_of_month(day, number_at(digits, 2, 2));
}

bool is_organisationsnummer(std::string_view digits) {
  return digits[2] >= '2' && passes_luhn(digits);
}

Fodselsnummer check_fodselsnummer(std::string_view digits) {
  int day = number_at(digits, 0, 2);
  int month = number_at(digits, 2, 2);
  if (day > 40) day -= 40;
  for (const int shift : {80, 65, 40}) {
    if (month > shift) {
      month -= shift;
      break;
    }
  }
  if (!is_day_of_month(day, month)) return Fodselsnummer::no;
  const int first = weighted(digits, {3, 7, 6, 1, 8, 9, 4, 5, 2, 1}) % 11;
  const int second = weighted(digits, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1}) % 11;
  for (const FodselsnummerSeries& series : kFodselsnummerSeries) {
    if (first <= series.first_remainder_max && second <= series.second_remainder_max) return series.series;
  }
  return Fodselsnummer::no;
}

bool is_hetu(std::string_view text) {
  if (std::string_view("+-UVWXYABCDEF").find(text[6]) == std::string_view::npos) return false;
  const int serial = number_at(text, 7, 3);
  if (serial < 2 || !is_day_of_month(number_at(text, 0, 2), number_at(text, 2, 2))) return false;
  const int number = number_at(text, 0, 6) * 1000 + serial;
  return text[10] == kHetuChecks[static_cast<std::size_t>(number % 31)];
}

bool is_cpr(std::string_view digits) {
  int day = number_at(digits, 0, 2);
  if (day > 60) day -= 60;
  return is_day_of_month(day, number_at(digits, 2, 2));
}

bool passes_cpr_check(std::string_view digits) {
  return weighted(digits, {4, 3, 2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0;
}

bool is_nhs(std::string_view digits) {
  return number_at(digits, 0, 9) != 0 && weighted(digits, {10, 9, 8, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0;
}

bool is_nino(std::string_view text) {
  constexpr std::array<std::string_view, 7> kNeverGiven = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"};
  const auto is_one_of = [](char c, std::string_view letters) {
    return letters.find(c) != std::string_view::npos;
  };
  return !is_one_of(text[0], "DFIQUV") && !is_one_of(text[1], "DFIOQUV") && is_one_of(text[8], "ABCD") &&
         std::ranges::find(kNeverGiven, text.substr(0, 2)) == kNeverGiven.end();
}

bool is_steuer_id(std::string_view digits) {
  std::array<int, 10> counts{};
  for (const char c : digits.substr(0, 10)) ++counts[static_cast<std::size_t>(digit(c))];
  const auto repeated = std::ranges::count_if(counts, [](int count) { return count == 2 || count == 3; });
  return digits[0] != '0' && repeated == 1 && std::ranges::max(counts) <= 3 &&
         iso_7064_check(digits.substr(0, 10)) == digit(digits[10]);
}

bool is_nir(std::string_view text) {
  std::array<char, 13> number{};
  std::ranges::copy(text.substr(0, 13), number.begin());
  if (std::string_view("123478").find(text[0]) == std::string_view::npos) return false;
  // Corsica: 2A counts as 19 and 2B as 18.
  if (number[6] == 'A' || number[6] == 'B') {
    if (number[5] != '2') return false;
    number[5] = '1';
    number[6] = text[6] == 'A' ? '9' : '8';
  }
  return 97 - remainder_of({number.data(), number.size()}, 97) == number_at(text, 13, 2);
}

bool is_bsn(std::string_view digits) {
  const int sum = weighted(digits, {9, 8, 7, 6, 5, 4, 3, 2, -1});
  return number_at(digits, 0, 9) != 0 && sum % 11 == 0;
}

bool is_be_national(std::string_view digits) {
  const int check = number_at(digits, 9, 2);
  const int rest = remainder_of(digits.substr(0, 9), 97);
  // For those born from 2000 on, the check counts a 2 in front.
  const int rest_from_2000 = static_cast<int>((2'000'000'000LL + number_at(digits, 0, 9)) % 97);
  return 97 - rest == check || 97 - rest_from_2000 == check;
}

bool is_pesel(std::string_view digits) {
  const int month = number_at(digits, 2, 2) % 20;
  return is_day_of_month(number_at(digits, 4, 2), month) &&
         weighted(digits, {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}) % 10 == 0;
}

bool is_isikukood(std::string_view digits) {
  if (digits[0] < '1' || digits[0] > '8') return false;
  if (!is_day_of_month(number_at(digits, 5, 2), number_at(digits, 3, 2))) return false;
  int check = weighted(digits, {1, 2, 3, 4, 5, 6, 7, 8, 9, 1}) % 11;
  if (check == 10) check = weighted(digits, {3, 4, 5, 6, 7, 8, 9, 1, 2, 3}) % 11 % 10;
  return check == digit(digits[10]);
}

bool is_ahv(std::string_view digits) {
  return digits.starts_with("756") && weighted(digits, {1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1}) % 10 == 0;
}

bool is_nif(std::string_view text) {
  // X, Y and Z of foreigners count as 0, 1 and 2.
  const bool is_foreign = text[0] >= 'X' && text[0] <= 'Z';
  const int number =
      is_foreign ? (text[0] - 'X') * 10'000'000 + number_at(text, 1, 7) : number_at(text, 0, 8);
  return text[8] == kNifChecks[static_cast<std::size_t>(number % 23)];
}

bool is_pps(std::string_view text) {
  int sum = weighted(text, {8, 7, 6, 5, 4, 3, 2});
  // A second letter counts from A = 1; the W of older numbers counts nothing.
  if (text.size() == 9 && text[8] != 'W') sum += 9 * (text[8] - 'A' + 1);
  return text[7] == kPpsChecks[static_cast<std::size_t>(sum % 23)];
}

}  // namespace hub::redaction
