#include "core/redaction/context_words.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/base/ascii.hpp"
#include "core/redaction/characters.hpp"

namespace hub::redaction {

namespace {

// In the languages of the regions whose numbers are known.
constexpr ContextWord kWords[] = {
    {"aba", Topic::routing},
    {"ac", Topic::account},
    {"acc", Topic::account},
    {"account", Topic::account},
    {"accountnumber", Topic::account},
    {"accounts", Topic::account},
    {"acct", Topic::account},
    {"acnt", Topic::account},
    {"ajokortti", Topic::licence},
    {"amex", Topic::card},
    {"amount", Topic::other},
    {"bankkonto", Topic::account},
    {"bestellnummer", Topic::other},
    {"bestellung", Topic::other},
    {"betalingskort", Topic::card},
    {"betalkort", Topic::card},
    {"birth", Topic::birth_date},
    {"birthdate", Topic::birth_date},
    {"birthday", Topic::birth_date},
    {"booking", Topic::other},
    {"born", Topic::birth_date},
    {"cap", Topic::postal_code},
    {"card", Topic::card},
    {"cards", Topic::card},
    {"carta", Topic::card},
    {"carte", Topic::card},
    {"case", Topic::other},
    {"cel", Topic::phone},
    {"cell", Topic::phone},
    {"cellphone", Topic::phone},
    {"cellular", Topic::phone},
    {"cellulare", Topic::phone},
    {"celular", Topic::phone},
    {"checking", Topic::account},
    {"claim", Topic::other},
    {"claimno", Topic::other},
    {"commande", Topic::other},
    {"compte", Topic::account},
    {"confirmation", Topic::other},
    {"contact", Topic::phone},
    {"contactno", Topic::phone},
    {"conto", Topic::account},
    {"cpr", Topic::cpr},
    {"cprnr", Topic::cpr},
    {"cprnummer", Topic::cpr},
    {"credit", Topic::card},
    {"creditcard", Topic::card},
    {"creditcardnummer", Topic::card},
    {"cryptogramme", Topic::security_code},
    {"csc", Topic::security_code},
    {"cuenta", Topic::account},
    {"customer", Topic::other},
    {"cvc", Topic::security_code},
    {"cvc2", Topic::security_code},
    {"cvn", Topic::security_code},
    {"cvv", Topic::security_code},
    {"cvv2", Topic::security_code},
    {"debit", Topic::card},
    {"debitcard", Topic::card},
    {"dob", Topic::birth_date},
    {"drivers", Topic::licence},
    {"factura", Topic::other},
    {"facture", Topic::other},
    {"faktura", Topic::other},
    {"fakturanummer", Topic::other},
    {"fax", Topic::phone},
    {"flight", Topic::other},
    {"född", Topic::birth_date},
    {"födelsedatum", Topic::birth_date},
    {"fødselsdag", Topic::birth_date},
    {"fødselsdato", Topic::birth_date},
    {"født", Topic::birth_date},
    {"førerkort", Topic::licence},
    {"führerschein", Topic::licence},
    {"führerscheinnummer", Topic::licence},
    {"geboortedatum", Topic::birth_date},
    {"geboren", Topic::birth_date},
    {"geburtsdatum", Topic::birth_date},
    {"geburtstag", Topic::birth_date},
    {"handy", Topic::phone},
    {"handynummer", Topic::phone},
    {"imei", Topic::other},
    {"immatriculation", Topic::plate},
    {"invoice", Topic::other},
    {"item", Topic::other},
    {"kaart", Topic::card},
    {"kaartnummer", Topic::card},
    {"karta", Topic::card},
    {"karte", Topic::card},
    {"kartennummer", Topic::card},
    {"kartenprüfnummer", Topic::security_code},
    {"kartnummer", Topic::card},
    {"kennzeichen", Topic::plate},
    {"kenteken", Topic::plate},
    {"kfz", Topic::plate},
    {"komórka", Topic::phone},
    {"konto", Topic::account},
    {"kontonr", Topic::account},
    {"kontonummer", Topic::account},
    {"kontrolkode", Topic::security_code},
    {"kontrollkod", Topic::security_code},
    {"kort", Topic::card},
    {"kortnummer", Topic::card},
    {"kortti", Topic::card},
    {"korttinumero", Topic::card},
    {"kreditkarte", Topic::card},
    {"kreditkort", Topic::card},
    {"kundennummer", Topic::other},
    {"kundnummer", Topic::other},
    {"körkort", Topic::licence},
    {"körkortsnummer", Topic::licence},
    {"kørekort", Topic::licence},
    {"lasku", Topic::other},
    {"licence", Topic::licence},
    {"licences", Topic::licence},
    {"license", Topic::licence},
    {"lösenord", Topic::other},
    {"maestro", Topic::card},
    {"mastercard", Topic::card},
    {"matkapuhelin", Topic::phone},
    {"matrícula", Topic::plate},
    {"member", Topic::other},
    {"membership", Topic::other},
    {"mobil", Topic::phone},
    {"mobile", Topic::phone},
    {"mobilenumber", Topic::phone},
    {"mobilnr", Topic::phone},
    {"mobilnummer", Topic::phone},
    {"mobiltelefon", Topic::phone},
    {"móvil", Topic::phone},
    {"nacido", Topic::birth_date},
    {"nacimiento", Topic::birth_date},
    {"naissance", Topic::birth_date},
    {"nascita", Topic::birth_date},
    {"numberplate", Topic::plate},
    {"numer", Topic::phone},
    {"né", Topic::birth_date},
    {"née", Topic::birth_date},
    {"order", Topic::other},
    {"orderno", Topic::other},
    {"ordernumber", Topic::other},
    {"ordernummer", Topic::other},
    {"pasaporte", Topic::passport},
    {"paspoort", Topic::passport},
    {"paspoortnummer", Topic::passport},
    {"passaporto", Topic::passport},
    {"passcode", Topic::other},
    {"passeport", Topic::passport},
    {"passi", Topic::passport},
    {"passinumero", Topic::passport},
    {"passnr", Topic::passport},
    {"passnummer", Topic::passport},
    {"passport", Topic::passport},
    {"passports", Topic::passport},
    {"password", Topic::other},
    {"passwort", Topic::other},
    {"paszport", Topic::passport},
    {"pedido", Topic::other},
    {"permis", Topic::licence},
    {"ph", Topic::phone},
    {"phno", Topic::phone},
    {"phone", Topic::phone},
    {"phoneno", Topic::phone},
    {"phonenumber", Topic::phone},
    {"pin", Topic::other},
    {"plate", Topic::plate},
    {"plates", Topic::plate},
    {"plz", Topic::postal_code},
    {"pnr", Topic::other},
    {"policy", Topic::other},
    {"policyno", Topic::other},
    {"portable", Topic::phone},
    {"postal", Topic::postal_code},
    {"postcode", Topic::postal_code},
    {"postcodenummer", Topic::postal_code},
    {"postinumero", Topic::postal_code},
    {"postleitzahl", Topic::postal_code},
    {"postnr", Topic::postal_code},
    {"postnummer", Topic::postal_code},
    {"prawojazdy", Topic::licence},
    {"prüfnummer", Topic::security_code},
    {"prüfziffer", Topic::security_code},
    {"puhelin", Topic::phone},
    {"puhelinnumero", Topic::phone},
    {"rechnung", Topic::other},
    {"rechnungsnummer", Topic::other},
    {"ref", Topic::other},
    {"reference", Topic::other},
    {"registration", Topic::plate},
    {"registreringsnummer", Topic::plate},
    {"regnr", Topic::plate},
    {"regnummer", Topic::plate},
    {"reisepass", Topic::passport},
    {"reisepassnummer", Topic::passport},
    {"rekening", Topic::account},
    {"rekeningnummer", Topic::account},
    {"rekisterinumero", Topic::plate},
    {"reservation", Topic::other},
    {"rijbewijs", Topic::licence},
    {"routing", Topic::routing},
    {"rtn", Topic::routing},
    {"rufnummer", Topic::phone},
    {"savings", Topic::account},
    {"serial", Topic::other},
    {"sicherheitscode", Topic::security_code},
    {"sikkerhedskode", Topic::security_code},
    {"sikkerhetskode", Topic::security_code},
    {"sku", Topic::other},
    {"skylt", Topic::plate},
    {"sms", Topic::phone},
    {"social", Topic::ssn},
    {"ssn", Topic::ssn},
    {"ssns", Topic::ssn},
    {"syntymäaika", Topic::birth_date},
    {"syntynyt", Topic::birth_date},
    {"säkerhetskod", Topic::security_code},
    {"targa", Topic::plate},
    {"tarjeta", Topic::card},
    {"tel", Topic::phone},
    {"telefon", Topic::phone},
    {"telefonnummer", Topic::phone},
    {"telefono", Topic::phone},
    {"telefoon", Topic::phone},
    {"telefoonnummer", Topic::phone},
    {"telephone", Topic::phone},
    {"teléfono", Topic::phone},
    {"tfn", Topic::phone},
    {"ticket", Topic::other},
    {"tilaus", Topic::other},
    {"tilausnumero", Topic::other},
    {"tili", Topic::account},
    {"tilinumero", Topic::account},
    {"tlf", Topic::phone},
    {"tracking", Topic::other},
    {"transit", Topic::routing},
    {"turvakoodi", Topic::security_code},
    {"téléphone", Topic::phone},
    {"urodzenia", Topic::birth_date},
    {"veiligheidscode", Topic::security_code},
    {"visa", Topic::card},
    {"whatsapp", Topic::phone},
    {"zip", Topic::postal_code},
    {"zipcode", Topic::postal_code},
    {"ärende", Topic::other},
    {"ärendenummer", Topic::other},
};
constexpr std::size_t kWordMax = 24;
constexpr int kWordsBefore = 4;
constexpr std::size_t kBytesBefore = 96;

// Which lengths the words have that begin with a byte: most words of a text are passed over by this alone.
constexpr std::array<std::uint32_t, 256> make_lengths() {
  std::array<std::uint32_t, 256> lengths{};
  for (const ContextWord& word : kWords) {
    lengths[static_cast<unsigned char>(word.word[0])] |= std::uint32_t{1} << word.word.size();
  }
  return lengths;
}
constexpr std::array<std::uint32_t, 256> kLengths = make_lengths();

Topic topic_of(std::string_view word) {
  const auto first = static_cast<unsigned char>(to_lower(word[0]));
  if (word.size() > kWordMax || (kLengths[first] >> word.size() & 1) == 0) return Topic::none;
  std::array<char, kWordMax> lower;
  std::ranges::transform(word, lower.begin(), [](char c) { return to_lower(c); });
  const std::string_view wanted(lower.data(), word.size());
  const auto* found = std::ranges::lower_bound(kWords, wanted, {}, &ContextWord::word);
  return found != std::end(kWords) && found->word == wanted ? found->topic : Topic::none;
}

bool is_word(std::string_view word, std::string_view wanted) {
  return std::ranges::equal(word, wanted, {}, [](char c) { return to_lower(c); });
}

}  // namespace

std::span<const ContextWord> context_words() {
  return kWords;
}

Topic topic_before(std::string_view text, std::size_t at) {
  const std::size_t stop = at > kBytesBefore ? at - kBytesBefore : 0;
  std::string_view next;
  for (int words = 0; words < kWordsBefore && at > stop;) {
    while (at > stop && !is_alnum(text[at - 1])) --at;
    const std::size_t end = at;
    std::uint8_t met = 0;
    while (at > stop && is_alnum(text[at - 1])) met |= bits_of(text[--at]);
    const std::string_view word = text.substr(at, end - at);
    if (word.empty() || (met & kIsDigit) != 0) return Topic::none;
    if (is_word(next, "code") && is_word(word, "security")) return Topic::security_code;
    if (const Topic topic = topic_of(word); topic != Topic::none) return topic;
    next = word;
    ++words;
  }
  return Topic::none;
}

}  // namespace hub::redaction
