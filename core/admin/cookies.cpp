#include "core/admin/cookies.hpp"

#include <algorithm>

namespace hub::admin {

std::string_view cookie_of(const http::Request& request, std::string_view name) {
  std::string_view rest = request.headers.find("Cookie").value_or("");
  while (!rest.empty()) {
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    const std::string_view one = rest.substr(0, rest.find(';'));
    if (one.starts_with(name) && one.substr(name.size()).starts_with('=')) return one.substr(name.size() + 1);
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
  }
  return {};
}

}  // namespace hub::admin
