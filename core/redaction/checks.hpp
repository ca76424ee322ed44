// What makes a number a valid one of its kind. Texts are digits, or upper-case letters and digits, without
// separators. Pure; any thread.
#pragma once

#include <string_view>

namespace hub::redaction {

bool passes_luhn(std::string_view digits);
bool is_card_of_a_network(std::string_view digits);  // range and length, without Luhn
bool is_iban(std::string_view text);
// The length that the country gives its IBANs, or 0.
std::size_t iban_length(std::string_view country);
bool is_ssn(std::string_view digits);
bool is_itin(std::string_view digits);
bool is_routing(std::string_view digits);
bool is_npi(std::string_view digits);
bool is_sin(std::string_view digits);
bool is_medicare(std::string_view text);
bool is_curp(std::string_view text);
bool is_personnummer(std::string_view digits);  // ten or twelve
bool is_personnummer_date(std::string_view digits);
bool is_organisationsnummer(std::string_view digits);
enum class Fodselsnummer : unsigned char { no, current, from_2032 };
Fodselsnummer check_fodselsnummer(std::string_view digits);
// Eleven characters, with the century sign at 6.
bool is_hetu(std::string_view text);
bool is_cpr(std::string_view digits);
bool passes_cpr_check(std::string_view digits);
bool is_nhs(std::string_view digits);
bool is_nino(std::string_view text);
bool is_steuer_id(std::string_view digits);
bool is_nir(std::string_view text);
bool is_bsn(std::string_view digits);
bool is_be_national(std::string_view digits);
bool is_pesel(std::string_view digits);
bool is_isikukood(std::string_view digits);
bool is_ahv(std::string_view digits);
bool is_nif(std::string_view text);
bool is_pps(std::string_view text);

// A day of a month; February has 29 days, since a year of two digits does not tell.
bool is_day_of_month(int day, int month);
// The digits from `at`, `count` of them.
int number_at(std::string_view digits, std::size_t at, std::size_t count);

}  // namespace hub::redaction
