#include "core/http/host_patterns.hpp"

#include <algorithm>

namespace hub::http {

namespace {

bool fits(std::string_view host, std::string_view pattern) {
  if (pattern.find(':') == pattern.npos) host = host.substr(0, host.rfind(':'));
  if (!pattern.starts_with("*.")) return host == pattern;
  pattern.remove_prefix(1);
  return host.size() > pattern.size() && host.ends_with(pattern);
}

}  // namespace

bool is_host_among(std::string_view host, std::span<const std::string> patterns) {
  return std::ranges::any_of(patterns, [host](const std::string& pattern) { return fits(host, pattern); });
}

}  // namespace hub::http
