#include <algorithm>
#include <array>

#include "core/base/ascii.hpp"
#include "core/redaction/characters.hpp"
#include "core/redaction/rules.hpp"

namespace hub::redaction {

namespace {

constexpr std::size_t kLocalMax = 64;
constexpr std::size_t kDomainMax = 253;
constexpr std::size_t kLabelMax = 63;

bool is_in_local_part(char c) {
  return (bits_of(c) & kIsInLocalPart) != 0;
}

bool is_in_domain(char c) {
  return is_alnum(c) || c == '.' || c == '-';
}

// Begins nowhere before `stop`; empty when there is none.
std::size_t local_begin(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && is_in_local_part(text[begin - 1])) {
    // What comes before dots in a row is a sentence, not an address.
    if (text[begin - 1] == '.' && begin >= 3 && text[begin - 2] == '.' && text[begin - 3] == '.') break;
    --begin;
    if (at - begin > kLocalMax) return at;
  }
  while (begin < at && (text[begin] == '\'' || text[begin] == '`')) ++begin;
  return begin;
}

bool has_dots_in_place(std::string_view part) {
  return !part.empty() && part.front() != '.' && part.back() != '.' &&
         part.find("..") == std::string_view::npos;
}

bool is_top_level(std::string_view label) {
  if (label.size() > 4 && (label.starts_with("xn--") || label.starts_with("XN--"))) return true;
  return label.size() >= 2 && std::ranges::none_of(label, [](char c) { return is_digit(c) || c == '-'; });
}

bool is_domain(std::string_view domain) {
  if (domain.size() > kDomainMax || !has_dots_in_place(domain)) return false;
  std::size_t begin = 0;
  while (true) {
    const std::size_t dot = domain.find('.', begin);
    const std::string_view label = domain.substr(begin, dot == std::string_view::npos ? dot : dot - begin);
    if (label.size() > kLabelMax || label.front() == '-' || label.back() == '-') return false;
    if (dot == std::string_view::npos) return begin > 0 && is_top_level(label);
    begin = dot + 1;
  }
}

// Where the longest domain that begins at `begin` ends; `begin` when there is none.
std::size_t domain_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_in_domain(text[end]) && end - begin <= kDomainMax) ++end;
  while (end > begin && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  // A sentence may go on behind the address without a blank: "kim@example.com...thanks".
  if (const std::size_t dots = text.substr(begin, end - begin).find(".."); dots != std::string_view::npos) {
    end = begin + dots;
  }
  return is_domain(text.substr(begin, end - begin)) ? end : begin;
}

// Mail services that many people use, with the end of their domains, as they are typed without the dot.
constexpr std::string_view kServices[] = {
    "gmail", "yahoo", "hotmail", "outlook",    "aol",        "icloud", "email", "mail",
    "ymail", "msn",   "live",    "rediffmail", "protonmail", "proton", "gmx",   "me",
    "mac",   "att",   "comcast", "verizon",    "sbcglobal",  "yandex", "gamil", "gmial",
    "gmai",  "gmil",  "gmal",    "gaiml",      "hotmial",    "yaho",
};
constexpr std::string_view kEnds[] = {"com", "net", "org", "coin", "couk", "in", "se",
                                      "no",  "dk",  "fi",  "de",   "fr",   "con"};

bool ends_with(std::string_view word, std::string_view end) {
  return word.size() >= end.size() && std::ranges::equal(word.substr(word.size() - end.size()), end, {},
                                                         [](char c) { return to_lower(c); });
}

// How many characters of the word's end are a service and the end of its domain; 0 when they are none.
std::size_t service_at_end(std::string_view word) {
  std::size_t longest = 0;
  for (const std::string_view end : kEnds) {
    if (!ends_with(word, end)) continue;
    const std::string_view before = word.substr(0, word.size() - end.size());
    for (const std::string_view service : kServices) {
      const std::size_t size = service.size() + end.size();
      // Short ones are the end of many words.
      const bool is_certain =
          service.size() > 3 ? end.size() > 2 || service == "yahoo" : end == "com" || end == "net";
      if (is_certain && ends_with(before, service)) longest = std::max(longest, size);
    }
  }
  return longest;
}

std::size_t word_begin(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && end - begin < kLocalMax && is_alnum(text[begin - 1])) --begin;
  return begin;
}

// The word before `at`, at one separator; empty when there is none.
std::string_view word_before(std::string_view text, std::size_t at) {
  if (at < 2 || text[at - 1] != ' ') return {};
  const std::size_t begin = word_begin(text, at - 1);
  return text.substr(begin, at - 1 - begin);
}

// "kim 88 gmailcom", "kim88gmailcom": the name may have come apart at its digits.
void find_without_punctuation(ScanPass& pass, std::size_t begin, std::size_t end) {
  const std::string_view text = pass.text();
  const std::string_view word = text.substr(begin, end - begin);
  const std::size_t service = service_at_end(word);
  if (service == 0) return;
  if (service == word.size()) {
    std::string_view before = word_before(text, begin);
    if (before.empty()) return;
    const bool is_number = std::ranges::all_of(before, is_digit);
    begin -= before.size() + 1;
    // Digits alone are the end of a name.
    if (is_number) {
      before = word_before(text, begin);
      if (!before.empty()) begin -= before.size() + 1;
    }
  }
  pass.add(Kind::email, Strength::shape, begin, end);
}

// Skips blanks and the brackets around "at" and "dot".
std::size_t behind(std::string_view text, std::size_t at, std::string_view word) {
  const auto skip = [text](std::size_t from, std::string_view characters) {
    while (from < text.size() && characters.find(text[from]) != std::string_view::npos) ++from;
    return from;
  };
  const std::size_t begin = skip(at, " ([{");
  if (begin == at || !ends_with(text.substr(begin, word.size()), word) || !is_edge(text, begin + word.size()))
    return at;
  const std::size_t end = skip(begin + word.size(), " )]}");
  return end > begin + word.size() ? end : at;
}

// "kim at example dot com", "kim (at) example.com": `end` is where the name ends.
void find_spelled_out(ScanPass& pass, std::size_t begin, std::size_t end) {
  const std::string_view text = pass.text();
  const std::size_t domain = behind(text, end, "at");
  if (domain == end) return;
  const bool has_brackets = text.substr(end, domain - end).find_first_of("([{") != std::string_view::npos;
  std::size_t at = domain;
  int dots = 0;
  while (true) {
    const std::size_t label = at;
    while (at < text.size() && is_in_domain(text[at])) ++at;
    if (at == label) return;
    const std::size_t next = behind(text, at, "dot");
    if (next == at) break;
    ++dots;
    at = next;
  }
  while (at > domain && text[at - 1] == '.') --at;
  const bool is_written = has_brackets && is_domain(text.substr(domain, at - domain));
  if (dots > 0 || is_written) pass.add(Kind::email, Strength::shape, begin, at);
}

}  // namespace

void find_email(ScanPass& pass, std::size_t at) {
  const std::string_view text = pass.text();
  const std::size_t begin = local_begin(text, at);
  const std::size_t end = domain_end(text, at + 1);
  if (begin == at || end == at + 1 || !has_dots_in_place(text.substr(begin, at - begin))) return;
  pass.add(Kind::email, Strength::shape, begin, end);
}

void find_spelled_emails(ScanPass& pass) {
  const std::string_view text = pass.text();
  for (std::size_t at = 0; at < text.size();) {
    if (!is_alnum(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_alnum(text[at])) ++at;
    find_without_punctuation(pass, begin, at);
    std::size_t name = at;
    while (name < text.size() && (is_alnum(text[name]) || text[name] == '.' || text[name] == '_')) ++name;
    find_spelled_out(pass, begin, name);
  }
}

}  // namespace hub::redaction
