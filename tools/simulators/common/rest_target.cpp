#include "tools/simulators/common/rest_target.hpp"

#include <algorithm>

namespace hub::simulators {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 32);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string decode(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace

std::string percent_decode(std::string_view text) {
  return decode(text, false);
}

std::map<std::string, std::string> parse_form(std::string_view form) {
  std::map<std::string, std::string> fields;
  while (!form.empty()) {
    const std::string_view pair = form.substr(0, form.find('&'));
    const std::size_t equals = pair.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    fields[decode(pair.substr(0, equals), true)] = decode(value, true);
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
  }
  return fields;
}

RestTarget parse_target(std::string_view target) {
  RestTarget parsed;
  std::string_view path = target.substr(0, target.find('?'));
  if (path.size() < target.size()) parsed.query = parse_form(target.substr(path.size() + 1));
  parsed.path = path;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = path.find('/');
    if (const auto segment = path.substr(0, end); !segment.empty()) {
      parsed.segments.push_back(decode(segment, false));
    }
    path = end == std::string_view::npos ? std::string_view() : path.substr(end);
  }
  return parsed;
}

}  // namespace hub::simulators
