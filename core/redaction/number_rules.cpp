#include <algorithm>
#include <array>
#include <bit>

#include "core/redaction/characters.hpp"
#include "core/redaction/checks.hpp"
#include "core/redaction/rules.hpp"

namespace hub::redaction {

namespace {

// The first `length` characters of a window, all digits, which end with a group.
struct Number {
  const Window& window;
  std::size_t length;

  std::string_view digits() const { return window.chars(length); }
  Groups grouping() const { return window.groups_of(length); }
  std::uint8_t separators() const { return window.separators_of(length); }
  bool is_bare() const { return std::has_single_bit(grouping()); }
  bool is_grouped(std::initializer_list<int> sizes) const { return grouping() == groups(sizes); }
  bool has_only(unsigned allowed) const { return (separators() & ~(allowed | kMessageEnd)) == 0; }
  bool has_one_kind_of(unsigned allowed) const {
    return has_only(allowed) && std::popcount(separators()) <= 1;
  }
};

void add(ScanPass& pass, Kind kind, Strength strength, const Number& number) {
  pass.add(kind, strength, number.window.begin, number.window.end_of(number.length));
}

// A word before it says that it is something else: "order 046454286".
bool is_named_otherwise(ScanPass& pass, const Number& number, Topic own = Topic::ssn) {
  const Topic topic = pass.topic_at(number.window.begin);
  return topic != Topic::none && topic != own;
}

// For numbers whose one check digit fits every tenth number: `is_written` says that the grouping is theirs.
void add_checked(ScanPass& pass, Kind kind, const Number& number, bool is_written, bool is_valid) {
  if (!pass.wants(kind) || !is_written) return;
  if (pass.checks() && !is_valid) return;
  if (number.is_bare() && is_named_otherwise(pass, number)) return;
  const Strength shape = number.is_bare() ? Strength::weak : Strength::shape;
  add(pass, kind, is_valid ? Strength::checked : shape, number);
}

// As cards are embossed: in one row, or four digits first and no group of one or two.
bool is_grouped_as_card(const Number& number) {
  if (number.is_bare()) return true;
  Groups left = number.grouping();
  int begin = 0;
  while (left != 0) {
    const int end = std::countr_zero(left) + 1;
    const int size = end - begin;
    if (begin == 0 && size != 4 && (number.separators() & kMessageEnd) == 0) return false;
    if (size < 3 || size > 8) return false;
    begin = end;
    left &= left - 1;
  }
  return true;
}

void find_card(ScanPass& pass, const Number& number) {
  if (!pass.wants(Kind::card) || !number.has_only(kSpace | kHyphen)) return;
  const bool is_valid = is_card_of_a_network(number.digits()) && passes_luhn(number.digits());
  if (is_valid) return add(pass, Kind::card, Strength::checked, number);
  if (pass.checks() || !is_grouped_as_card(number)) return;
  const Topic topic = pass.topic_at(number.window.begin);
  if (topic != Topic::none && topic != Topic::card) return;
  // Twelve digits are a card of one network only, and much else.
  const Strength alone = number.length == 12 ? Strength::weak : Strength::shape;
  add(pass, Kind::card, topic == Topic::card ? Strength::context : alone, number);
}

void find_us_taxpayer(ScanPass& pass, const Number& number, Kind kind, bool is_valid) {
  if (!pass.wants(kind) || (pass.checks() && !is_valid)) return;
  if (number.is_grouped({3, 2, 4}) && number.has_one_kind_of(kSpace | kHyphen | kDot)) {
    add(pass, kind, Strength::shape, number);
  } else if (number.is_bare()) {
    const bool is_named = pass.topic_at(number.window.begin) == Topic::ssn;
    add(pass, kind, is_named ? Strength::context : Strength::weak, number);
  }
}

void find_nine_digits(ScanPass& pass, const Number& number) {
  const std::string_view digits = number.digits();
  find_us_taxpayer(pass, number, Kind::ssn, is_ssn(digits));
  if (digits[0] == '9') find_us_taxpayer(pass, number, Kind::itin, is_itin(digits));
  const bool is_in_threes = number.is_grouped({3, 3, 3}) && number.has_one_kind_of(kSpace | kHyphen);
  add_checked(pass, Kind::sin, number, number.is_bare() || is_in_threes, is_sin(digits));
  const bool is_dutch =
      number.is_bare() || (number.is_grouped({4, 2, 3}) && number.has_one_kind_of(kSpace | kDot));
  add_checked(pass, Kind::bsn, number, is_dutch, is_bsn(digits));
  if (pass.wants(Kind::routing) && number.is_bare() && (is_routing(digits) || !pass.checks()) &&
      pass.topic_at(number.window.begin) == Topic::routing) {
    add(pass, Kind::routing, is_routing(digits) ? Strength::checked : Strength::context, number);
  }
}

void find_cpr(ScanPass& pass, const Number& number) {
  if (!pass.wants(Kind::cpr) || (pass.checks() && !is_cpr(number.digits()))) return;
  const bool is_grouped = number.is_grouped({6, 4}) && number.has_one_kind_of(kSpace | kHyphen);
  if (!is_grouped && !number.is_bare()) return;
  const bool is_named = pass.topic_at(number.window.begin) == Topic::cpr;
  Strength strength = is_grouped ? Strength::shape : Strength::weak;
  if (is_named) strength = Strength::context;
  if (passes_cpr_check(number.digits()) && (is_grouped || is_named)) strength = Strength::checked;
  add(pass, Kind::cpr, strength, number);
}

// With '-' or '+' as the sign of the century.
void find_hetu_of_digits(ScanPass& pass, const Number& number) {
  if (!pass.wants(Kind::hetu) || !number.is_grouped({6, 4}) || !number.has_one_kind_of(kHyphen | kPlus))
    return;
  std::array<char, 11> text{};
  const std::string_view digits = number.digits();
  std::ranges::copy(digits.substr(0, 6), text.begin());
  text[6] = '-';
  std::ranges::copy(digits.substr(6), text.begin() + 7);
  const bool is_valid = is_hetu({text.data(), text.size()});
  text.fill(0);
  if (is_valid || !pass.checks())
    add(pass, Kind::hetu, is_valid ? Strength::checked : Strength::shape, number);
}

void find_ten_digits(ScanPass& pass, const Number& number) {
  const std::string_view digits = number.digits();
  const bool is_six_four = number.is_grouped({6, 4});
  add_checked(pass, Kind::personnummer, number,
              number.is_bare() || (is_six_four && number.has_one_kind_of(kSpace | kHyphen | kPlus)),
              is_personnummer(digits));
  add_checked(pass, Kind::organisationsnummer, number, is_six_four && number.has_one_kind_of(kHyphen),
              is_organisationsnummer(digits));
  find_hetu_of_digits(pass, number);
  find_cpr(pass, number);
  const bool is_british =
      number.is_bare() || (number.is_grouped({3, 3, 4}) && number.has_one_kind_of(kSpace | kHyphen));
  add_checked(pass, Kind::nhs, number, is_british, is_nhs(digits));
  add_checked(pass, Kind::npi, number, number.is_bare(), is_npi(digits));
}

void find_fodselsnummer(ScanPass& pass, const Number& number) {
  const bool is_written =
      number.is_bare() || (number.is_grouped({6, 5}) && number.has_one_kind_of(kSpace | kHyphen));
  const Fodselsnummer series = check_fodselsnummer(number.digits());
  if (series == Fodselsnummer::from_2032) {
    if (pass.wants(Kind::fodselsnummer) && is_written) add(pass, Kind::fodselsnummer, Strength::weak, number);
    return;
  }
  add_checked(pass, Kind::fodselsnummer, number, is_written, series == Fodselsnummer::current);
}

void find_eleven_digits(ScanPass& pass, const Number& number) {
  const std::string_view digits = number.digits();
  find_fodselsnummer(pass, number);
  add_checked(pass, Kind::steuer_id, number,
              number.is_bare() || (number.is_grouped({2, 3, 3, 3}) && number.has_only(kSpace)),
              is_steuer_id(digits));
  const bool is_belgian = number.is_grouped({2, 2, 2, 3, 2}) || number.is_grouped({6, 3, 2});
  add_checked(pass, Kind::be_national, number,
              number.is_bare() || (is_belgian && number.has_only(kDot | kHyphen | kSpace)),
              is_be_national(digits));
  add_checked(pass, Kind::pesel, number, number.is_bare(), is_pesel(digits));
  add_checked(pass, Kind::isikukood, number, number.is_bare(), is_isikukood(digits));
}

// With its century, a hyphen and a real date it can be little else: a mistyped check digit does not save it.
void find_long_personnummer(ScanPass& pass, const Number& number) {
  const bool is_grouped = number.is_grouped({8, 4}) && number.has_one_kind_of(kSpace | kHyphen | kPlus);
  const bool is_valid = is_personnummer(number.digits());
  if (is_valid || !number.has_one_kind_of(kHyphen | kPlus) || number.is_bare()) {
    return add_checked(pass, Kind::personnummer, number, number.is_bare() || is_grouped, is_valid);
  }
  if (pass.wants(Kind::personnummer) && is_grouped && is_personnummer_date(number.digits())) {
    add(pass, Kind::personnummer, Strength::shape, number);
  }
}

void find_long_identities(ScanPass& pass, const Number& number) {
  const std::string_view digits = number.digits();
  if (number.length == 12) {
    find_long_personnummer(pass, number);
  } else if (number.length == 13) {
    const bool is_swiss =
        number.is_bare() || (number.is_grouped({3, 4, 4, 2}) && number.has_one_kind_of(kDot | kSpace));
    if (digits.starts_with("756")) add_checked(pass, Kind::ahv, number, is_swiss, is_ahv(digits));
  } else if (number.length == 15) {
    const bool is_french = number.is_grouped({1, 2, 2, 2, 3, 3, 2}) || number.is_grouped({13, 2});
    add_checked(pass, Kind::nir, number, number.is_bare() || (is_french && number.has_only(kSpace)),
                is_nir(digits));
  }
}

}  // namespace

void find_numbers(ScanPass& pass, const Window& window) {
  for (std::size_t length = 9; length <= 19 && length <= window.digits; ++length) {
    if (!window.ends_at(length)) continue;
    const Number number{window, length};
    if (length == 9) find_nine_digits(pass, number);
    if (length == 10) find_ten_digits(pass, number);
    if (length == 11) find_eleven_digits(pass, number);
    if (length >= 12) find_long_identities(pass, number);
    if (length >= 12) find_card(pass, number);
  }
}

}  // namespace hub::redaction
