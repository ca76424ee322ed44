#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "core/base/wipe.hpp"
#include "core/redaction/characters.hpp"
#include "core/redaction/rules.hpp"

namespace hub::redaction {

namespace {

constexpr std::size_t kIpv6Max = 45;
constexpr std::size_t kUrlMax = 8 * 1024;

bool is_in_ipv6(char c) {
  return is_hex(c) || c == ':' || c == '.';
}

// As the system reads it.
bool is_ipv6(std::string_view text) {
  std::array<char, kIpv6Max + 1> terminated{};
  std::ranges::copy(text, terminated.begin());
  in6_addr address;
  const bool is_valid = inet_pton(AF_INET6, terminated.data(), &address) == 1;
  wipe(terminated.data(), terminated.size());
  wipe(&address, sizeof address);
  return is_valid;
}

// Behind a zone ("%eth0") and a prefix length ("/64").
std::size_t behind_zone_and_prefix(std::string_view text, std::size_t end) {
  if (end + 1 < text.size() && text[end] == '%' && is_alnum(text[end + 1])) {
    ++end;
    while (end < text.size() && is_alnum(text[end])) ++end;
  }
  if (end + 1 < text.size() && text[end] == '/' && is_digit(text[end + 1])) {
    std::size_t digits = end + 1;
    while (digits < text.size() && digits < end + 4 && is_digit(text[digits])) ++digits;
    if (is_edge(text, digits)) end = digits;
  }
  return end;
}

// Pairs or fours of hexadecimal digits from `begin` on, with `separator` between: "00-00-5e-00-53-00".
bool is_mac(std::string_view text, std::size_t begin, std::size_t group, std::size_t count, char separator) {
  const std::size_t size = group * count + count - 1;
  if (begin + size > text.size() || !is_edge_before(text, begin) || !is_edge(text, begin + size))
    return false;
  bool all_zero = true, all_ones = true;
  for (std::size_t i = 0; i < size; ++i) {
    const char c = text[begin + i];
    if (i % (group + 1) == group) {
      if (c != separator) return false;
      continue;
    }
    if (!is_hex(c)) return false;
    all_zero = all_zero && c == '0';
    all_ones = all_ones && (c == 'f' || c == 'F');
  }
  // One more group of the same would make it something longer.
  const std::size_t end = begin + size;
  const bool goes_on = end + 1 < text.size() && text[end] == separator && is_hex(text[end + 1]);
  const bool began_before = begin >= 2 && text[begin - 1] == separator && is_hex(text[begin - 2]);
  return !all_zero && !all_ones && !goes_on && !began_before;
}

bool ends_url(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '<' || c == '>' || c == '\'' || c == '`';
}

// Each value of "a=b&c=d"; all of it when it names nothing.
void add_values(ScanPass& pass, std::size_t begin, std::size_t end) {
  const std::string_view text = pass.text();
  while (begin < end) {
    std::size_t stop = begin;
    while (stop < end && text[stop] != '&' && text[stop] != ';') ++stop;
    std::size_t value = begin;
    while (value < stop && text[value] != '=') ++value;
    value = value == stop ? begin : value + 1;
    if (value < stop) pass.add(Kind::url_query, Strength::shape, value, stop);
    begin = stop + 1;
  }
}

// "kim:secret@" before the host.
void add_user(ScanPass& pass, std::size_t begin, std::size_t end) {
  const std::string_view authority = pass.text().substr(begin, end - begin);
  const std::size_t at = authority.substr(0, authority.find('/')).rfind('@');
  if (at != std::string_view::npos && at > 0) pass.add(Kind::url_query, Strength::shape, begin, begin + at);
}

}  // namespace

void find_ipv4(ScanPass& pass, std::size_t at) {
  const std::string_view text = pass.text();
  if (at >= 1 && (text[at - 1] == '.' && at >= 2 && is_digit(text[at - 2]))) return;
  std::size_t end = at;
  for (int octet = 0; octet < 4; ++octet) {
    int value = 0;
    const std::size_t begin = end;
    while (end < text.size() && end < begin + 4 && is_digit(text[end]))
      value = value * 10 + (text[end++] - '0');
    if (end == begin || end > begin + 3 || value > 255) return;
    if (octet == 3) break;
    if (end >= text.size() || text[end] != '.') return;
    ++end;
  }
  const bool goes_on = end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1]);
  if (is_edge(text, end) && !goes_on) pass.add(Kind::ip, Strength::checked, at, end);
}

std::size_t find_ipv6(ScanPass& pass, std::size_t at) {
  const std::string_view text = pass.text();
  std::size_t begin = at;
  while (begin > 0 && at - begin < 4 && is_hex(text[begin - 1])) --begin;
  std::size_t end = at;
  while (end < text.size() && is_in_ipv6(text[end]) && end - begin <= kIpv6Max) ++end;
  const std::size_t looked_at = end;
  while (end > begin && text[end - 1] == '.') --end;
  if (end > begin + 2 && text[end - 1] == ':' && text[end - 2] != ':') --end;
  const std::string_view candidate = text.substr(begin, end - begin);
  // "::" alone stands for no one's address.
  const bool is_likely =
      candidate.size() > 2 && candidate.size() <= kIpv6Max && std::ranges::count(candidate, ':') >= 2;
  if (!is_likely || !is_edge_before(text, begin) || !is_edge(text, end) || !is_ipv6(candidate))
    return looked_at;
  end = behind_zone_and_prefix(text, end);
  pass.add(Kind::ip, Strength::checked, begin, end);
  return end;
}

void find_mac(ScanPass& pass, std::size_t at) {
  const std::string_view text = pass.text();
  const char separator = text[at];
  const std::size_t group = separator == '.' ? 4 : 2;
  const std::size_t count = separator == '.' ? 3 : 6;
  if (at < group || !is_mac(text, at - group, group, count, separator)) return;
  pass.add(Kind::mac, Strength::shape, at - group, at - group + group * count + count - 1);
}

std::size_t find_url_query(ScanPass& pass, std::size_t at) {
  const std::string_view text = pass.text();
  const bool has_scheme = text.substr(at).starts_with("://");
  if (!has_scheme && (at < 3 || !text.substr(at - 3, 3).starts_with("www") || !is_edge_before(text, at - 3)))
    return at;
  const std::size_t begin = has_scheme ? at + 3 : at + 1;
  std::size_t end = begin;
  while (end < text.size() && end - begin < kUrlMax && !ends_url(text[end])) ++end;
  while (end > begin && std::string_view(".,;:!?)]}").find(text[end - 1]) != std::string_view::npos) --end;
  std::size_t query = begin;
  while (query < end && text[query] != '?' && text[query] != '#') ++query;
  if (has_scheme) add_user(pass, begin, query);
  if (query == end) return begin;
  std::size_t fragment = query;
  while (fragment < end && text[fragment] != '#') ++fragment;
  if (text[query] == '?') add_values(pass, query + 1, fragment);
  // A fragment without '=' is a place on the page.
  const bool has_values = text.substr(fragment, end - fragment).find('=') != std::string_view::npos;
  if (fragment < end && has_values) add_values(pass, fragment + 1, end);
  return begin;
}

}  // namespace hub::redaction
