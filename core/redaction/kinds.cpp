#include "core/redaction/kinds.hpp"

#include <algorithm>
#include <array>

#include "core/base/assert.hpp"

namespace hub::redaction {

namespace {

constexpr std::array<KindSpec, kKindCount> kSpecs = {{
    {Kind::card, "card", "[CARD]", "payment card number",
     "12 to 19 digits, blanks or hyphens between groups; a range of a card network, of its length; Luhn"},
    {Kind::iban, "iban", "[IBAN]", "bank account number (IBAN)",
     "two letters and two digits, the length of the country; mod 97"},
    {Kind::ssn, "ssn", "[SSN]", "US social security number",
     "3-2-4 digits with one kind of separator, or nine in a row near a word such as *ssn*; no area 000, 666 "
     "or 9xx, no group 00, no serial 0000"},
    {Kind::itin, "itin", "[ITIN]", "US individual taxpayer number",
     "as `ssn`, begins with 9, group 50-65, 70-88, 90-92 or 94-99"},
    {Kind::personnummer, "personnummer", "[PERSONNUMMER]", "Swedish personal or coordination number",
     "ten or twelve digits with `-` or `+` before the last four or without; a real date; Luhn; "
     "with century and hyphen also without"},
    {Kind::organisationsnummer, "organisationsnummer", "[ORGANISATIONSNUMMER]", "Swedish organisation number",
     "6-4 digits, the third at least 2; Luhn"},
    {Kind::fodselsnummer, "fodselsnummer", "[FODSELSNUMMER]", "Norwegian birth, D or H number",
     "eleven digits; a real date (day + 40, month + 40, 65 or 80); two check digits mod 11"},
    {Kind::hetu, "hetu", "[HETU]", "Finnish personal identity code",
     "DDMMYY, a century sign, 002-999, check character mod 31"},
    {Kind::cpr, "cpr", "[CPR]", "Danish personal number",
     "6-4 digits with a real date (day + 60); mod 11 only adds certainty, new numbers do not have it"},
    {Kind::nir, "nir", "[NIR]", "French social security number",
     "13 and 2 digits, 2A and 2B in Corsica; mod 97"},
    {Kind::steuer_id, "steuer_id", "[STEUER-ID]", "German tax number",
     "eleven digits, not 0 first, one of the first ten twice or three times; ISO 7064 mod 11,10"},
    {Kind::be_national, "be_national", "[BE-NATIONAL]", "Belgian national number", "eleven digits; mod 97"},
    {Kind::pesel, "pesel", "[PESEL]", "Polish personal number",
     "eleven digits; a real date; weighted mod 10"},
    {Kind::isikukood, "isikukood", "[ISIKUKOOD]", "Estonian personal code",
     "eleven digits; a real date; mod 11 in two passes"},
    {Kind::ahv, "ahv", "[AHV]", "Swiss social security number", "756 and ten digits; EAN-13"},
    {Kind::curp, "curp", "[CURP]", "Mexican population registry code",
     "18 letters and digits; a real date; mod 10"},
    {Kind::nif, "nif", "[NIF]", "Spanish NIF or NIE",
     "8 digits and a letter, or X, Y, Z, 7 digits and a letter; mod 23"},
    {Kind::pps, "pps", "[PPS]", "Irish PPS number", "7 digits and one or two letters; mod 23"},
    {Kind::nino, "nino", "[NINO]", "UK national insurance number",
     "two letters, six digits and A to D; letters that are never given out are left alone"},
    {Kind::medicare, "medicare", "[MEDICARE]", "US Medicare number (MBI)",
     "eleven characters of its pattern, no S, L, O, I, B, Z"},
    {Kind::nhs, "nhs", "[NHS]", "UK NHS number", "ten digits, also 3-3-4; weighted mod 11"},
    {Kind::npi, "npi", "[NPI]", "US provider number (NPI)", "ten digits, 1 or 2 first; Luhn behind 80840"},
    {Kind::sin, "sin", "[SIN]", "Canadian social insurance number",
     "nine digits, also 3-3-3, not 8 first; Luhn"},
    {Kind::bsn, "bsn", "[BSN]", "Dutch citizen number", "nine digits; weighted mod 11"},
    {Kind::routing, "routing", "[ROUTING]", "US bank routing number (ABA)",
     "nine digits near a word such as *routing*; weights 3, 7, 1, mod 10"},
    {Kind::email, "email", "[EMAIL]", "e-mail address",
     "local@domain with a dot in the domain; strict: also `(at)`, ` at ... dot ` and addresses of large mail "
     "services that lost their punctuation"},
    {Kind::url_query, "url_query", "[QUERY]", "values in the query of an address on the web",
     "what stands behind `=` in a query or fragment, and a user name before the host; host and path stay"},
    {Kind::ip, "ip", "[IP]", "IPv4 or IPv6 address",
     "four octets of at most 255; what the system reads as IPv6"},
    {Kind::mac, "mac", "[MAC]", "hardware address",
     "six pairs with one kind of separator, or three groups of four"},
    {Kind::phone, "phone", "[PHONE]", "telephone number",
     "`+` and 7 to 15 digits; North American numbers; numbers of a region that begin with 0; others of a "
     "region near a word such as *phone*"},
    {Kind::security_code, "security_code", "[SECURITY-CODE]", "card security code",
     "three or four digits within four words of *cvv*, *cvc*, *security code*"},
    {Kind::birth_date, "birth_date", "[BIRTH-DATE]", "date of birth",
     "a date within four words of *born* or *dob*"},
    {Kind::passport, "passport", "[PASSPORT]", "passport number",
     "5 to 12 characters within four words of *passport*"},
    {Kind::licence, "licence", "[LICENCE]", "driving licence number",
     "5 to 20 characters within four words of *licence*"},
    {Kind::plate, "plate", "[PLATE]", "vehicle plate",
     "3 to 9 characters within four words of *plate* or *registration*"},
    {Kind::postal_code, "postal_code", "[POSTAL-CODE]", "postal code",
     "4 to 9 characters within four words of *zip* or *postcode*"},
    {Kind::account, "account", "[ACCOUNT]", "account number",
     "4 to 19 digits within four words of *account*"},
    {Kind::name, "name", "[NAME]", "name from the case's own fields",
     "the visitor's and the agents' names, whole and by word"},
    {Kind::customer_no, "customer_no", "[CUSTOMER-NO]", "customer number from the case's own fields",
     "the value, however it is grouped"},
    {Kind::known, "known", "[REDACTED]", "another answer from the case's own fields", "a pre-chat answer"},
}};

}  // namespace

std::span<const KindSpec> kinds() {
  return kSpecs;
}

const KindSpec& spec_of(Kind kind) {
  const KindSpec& spec = kSpecs[static_cast<std::size_t>(kind)];
  HUB_ASSERT(spec.kind == kind);
  return spec;
}

std::optional<Kind> parse_kind(std::string_view name) {
  const auto* found = std::ranges::find(kSpecs, name, &KindSpec::name);
  if (found == kSpecs.end()) return std::nullopt;
  return found->kind;
}

}  // namespace hub::redaction
