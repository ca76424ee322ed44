#include "core/http/address_guard.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>

#include "core/http/message.hpp"

namespace hub::http {

namespace {
// IANA's special-purpose registries (October 2025), the AS112 and AMT blocks and Azure's host service, which
// looks public (webhook.md 7). IPv6 is allowed only inside 2000::/3, so only what is special in there is
// named.
constexpr std::string_view kForbidden[] = {
    "0.0.0.0/8",       "10.0.0.0/8",     "100.64.0.0/10",     "127.0.0.0/8",     "168.63.129.16/32",
    "169.254.0.0/16",  "172.16.0.0/12",  "192.0.0.0/24",      "192.0.2.0/24",    "192.31.196.0/24",
    "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",    "192.175.48.0/24", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",       "240.0.0.0/4",     "2001::/23",
    "2001:db8::/32",   "2002::/16",      "2620:4f:8000::/48", "3fff::/20",
};
constexpr int kUsualPorts[] = {443, 8443};
// Services that must never be spoken to, not even in listed subnets: an HTTP request may be a command there.
constexpr int kNeverPorts[] = {0,    22,   25,   53,   110,  143,  389,  445,  465,  587,   636,   993,  995,
                               2375, 2376, 2379, 3306, 5432, 5985, 5986, 6379, 9200, 10250, 11211, 27017};

template <class Range>
bool contains(const Range& range, int value) {
  return std::ranges::find(range, value) != std::end(range);
}

Error forbidden_url(std::string_view why) {
  Error error = config_error("the URL may not be used: " + std::string(why));
  error.code = "forbidden_url";
  return error;
}

bool is_local_name(std::string_view host) {
  constexpr std::string_view kLocal[] = {".localhost", ".local", ".internal", ".home.arpa"};
  if (host.find('.') == std::string_view::npos) return true;
  return std::ranges::any_of(kLocal, [&](std::string_view end) {
    return host.size() >= end.size() && same_name(host.substr(host.size() - end.size()), end);
  });
}

// The parser is the one that connects: a second opinion could be fooled by a URL that reads in two ways.
class ParsedUrl {
 public:
  explicit ParsedUrl(const std::string& url) : handle_(curl_url(), &curl_url_cleanup) {
    good_ = curl_url_set(handle_.get(), CURLUPART_URL, url.c_str(), 0) == CURLUE_OK;
  }
  bool good() const { return good_; }
  // Empty when there is none.
  std::string part(CURLUPart part, unsigned flags = 0) const {
    char* text = nullptr;
    if (curl_url_get(handle_.get(), part, &text, flags) != CURLUE_OK || !text) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
  }

 private:
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> handle_;
  bool good_ = false;
};

bool has_strange_bytes(std::string_view url) {
  return std::ranges::any_of(url, [](unsigned char c) { return c <= 0x20 || c >= 0x7f || c == '\\'; });
}
}  // namespace

bool AddressGuard::Subnet::contains(const Address& other) const {
  const auto whole = static_cast<std::size_t>(prefix / 8);
  if (!std::equal(address.begin(), address.begin() + whole, other.begin())) return false;
  const int bits = prefix % 8;
  return bits == 0 || ((address[whole] ^ other[whole]) >> (8 - bits)) == 0;
}

std::optional<AddressGuard::Address> AddressGuard::address_of(std::string_view literal) {
  const std::string text(literal);
  Address address{};
  if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return address;
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) != 1) return std::nullopt;
  address[10] = address[11] = 0xff;
  std::memcpy(address.data() + 12, &v4, 4);
  return address;
}

std::optional<AddressGuard::Subnet> AddressGuard::subnet_of(std::string_view text) {
  const auto slash = text.find('/');
  const auto literal = text.substr(0, slash);
  const auto address = address_of(literal);
  if (!address) return std::nullopt;
  const int bits = literal.find(':') == std::string_view::npos ? 32 : 128;
  int prefix = bits;
  if (slash != std::string_view::npos) {
    const auto length = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), prefix);
    if (error != std::errc() || end != length.data() + length.size() || prefix < 0 || prefix > bits)
      return std::nullopt;
  }
  return Subnet{*address, prefix + 128 - bits};
}

const std::vector<AddressGuard::Subnet>& AddressGuard::forbidden() {
  static const std::vector<Subnet> table = [] {
    std::vector<Subnet> subnets;
    for (const auto text : kForbidden) subnets.push_back(subnet_of(text).value());
    return subnets;
  }();
  return table;
}

Result<AddressGuard> AddressGuard::with_allowed(const std::vector<std::string>& subnets) {
  AddressGuard guard;
  for (const std::string& text : subnets) {
    const auto subnet = subnet_of(text);
    if (!subnet) return config_error("\"" + text + "\" is not a subnet such as 10.1.0.0/16 or 2001:db8::/32");
    guard.listed_.push_back(*subnet);
  }
  return guard;
}

bool AddressGuard::allows(const Address& address, Reach reach) const {
  if (std::ranges::any_of(listed_, [&](const Subnet& subnet) { return subnet.contains(address); }))
    return true;
  if (reach == Reach::listed) return false;
  static const Subnet mapped = subnet_of("::ffff:0:0/96").value();
  static const Subnet global = subnet_of("2000::/3").value();
  if (!mapped.contains(address) && !global.contains(address)) return false;
  return std::ranges::none_of(forbidden(), [&](const Subnet& subnet) { return subnet.contains(address); });
}

bool AddressGuard::allows(const sockaddr& address, Reach reach) const {
  Address bytes{};
  if (address.sa_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  } else if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    bytes[10] = bytes[11] = 0xff;
    std::memcpy(bytes.data() + 12, &v4.sin_addr, 4);
  } else {
    return false;
  }
  return allows(bytes, reach);
}

bool AddressGuard::allows_literal(std::string_view literal) const {
  const auto address = address_of(literal);
  return address && allows(*address, Reach::allowed);
}

Result<AddressGuard::Reach> AddressGuard::check_url(const std::string& url) const {
  if (has_strange_bytes(url))
    return forbidden_url("blanks, control characters, backslashes or non-ASCII characters");
  const ParsedUrl parsed(url);
  if (!parsed.good()) return forbidden_url("it cannot be read");
  const std::string scheme = parsed.part(CURLUPART_SCHEME);
  const bool plain = scheme == "http";
  if (scheme != "https" && !plain) return forbidden_url("only https");
  if (plain && listed_.empty()) return forbidden_url("only https, or http towards allowed subnets");
  if (!parsed.part(CURLUPART_USER).empty() || !parsed.part(CURLUPART_PASSWORD).empty() ||
      url.substr(0, url.find_first_of("/?", scheme.size() + 3)).find('@') != std::string::npos) {
    return forbidden_url("user name or password");
  }
  if (url.find('#') != std::string::npos) return forbidden_url("fragment");
  if (!parsed.part(CURLUPART_ZONEID).empty()) return forbidden_url("zone id");

  int port = 0;
  const std::string port_text = parsed.part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  if (contains(kNeverPorts, port)) return forbidden_url("port");
  const bool usual = !plain && contains(kUsualPorts, port);
  if (!usual && listed_.empty()) return forbidden_url("port");
  const Reach reach = usual ? Reach::allowed : Reach::listed;

  std::string host = parsed.part(CURLUPART_HOST);
  if (host.empty() || host.ends_with('.')) return forbidden_url("host");
  if (host.front() == '[') host = host.substr(1, host.size() - 2);
  if (const auto address = address_of(host)) {
    if (allows(*address, reach)) return reach;
    Error error = config_error("the address is not one that outgoing requests may reach");
    error.code = "forbidden_address";
    return error;
  }
  if (has_strange_bytes(host) || is_local_name(host)) return forbidden_url("host name");
  return reach;
}

}  // namespace hub::http
