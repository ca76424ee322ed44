#include "core/http/url.hpp"

#include <algorithm>

#include "core/base/ascii.hpp"
#include "core/http/message.hpp"

namespace hub::http {

UrlParts::UrlParts(std::string_view url) {
  const auto colon = std::min(url.find("://"), url.size());
  scheme = url.substr(0, colon);
  std::string_view rest = url.substr(std::min(colon + 3, url.size()));
  authority = rest.substr(0, rest.find_first_of("/?"));
  rest.remove_prefix(authority.size());
  path = rest.substr(0, rest.find('?'));
  query = rest.substr(path.size());
}

std::string host_of(const UrlParts& parts) {
  std::string host = lower_case(std::string(parts.authority));
  const std::string_view usual = same_name(parts.scheme, "https") ? ":443" : ":80";
  if (host.ends_with(usual)) host.resize(host.size() - usual.size());
  return host;
}

}  // namespace hub::http
