#include "core/admin/query.hpp"

#include <algorithm>
#include <charconv>

#include "core/base/assert.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kItemsMax = 32;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Error malformed() {
  return invalid_error("malformed_query", "the query cannot be read");
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

Result<Query> Query::parse(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view item = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (item.empty()) continue;
    const std::size_t equals = item.find('=');
    auto name = percent_decode(item.substr(0, equals));
    std::string value_text(equals == std::string_view::npos ? std::string_view() : item.substr(equals + 1));
    std::ranges::replace(value_text, '+', ' ');
    auto value = percent_decode(value_text);
    if (!name || !value || query.find(*name) != nullptr || query.items_.size() == kItemsMax)
      return malformed();
    query.items_.emplace_back(std::move(*name), std::move(*value));
  }
  return query;
}

const std::string* Query::find(std::string_view name) const {
  const auto found = std::ranges::find_if(items_, [&](const auto& item) { return item.first == name; });
  return found == items_.end() ? nullptr : &found->second;
}

void Query::replace(std::string_view name, std::string value) {
  const auto found = std::ranges::find_if(items_, [&](const auto& item) { return item.first == name; });
  HUB_ASSERT(found != items_.end());
  found->second = std::move(value);
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::chrono::milliseconds> parse_age(std::string_view text) {
  constexpr std::int64_t kNumberMax = 1'000'000;
  if (text.size() < 2) return std::nullopt;
  const auto number = parse_integer(text.substr(0, text.size() - 1));
  if (!number || *number < 0 || *number > kNumberMax) return std::nullopt;
  switch (text.back()) {
    case 's':
      return std::chrono::seconds(*number);
    case 'm':
      return std::chrono::minutes(*number);
    case 'h':
      return std::chrono::hours(*number);
    case 'd':
      return std::chrono::hours(24 * *number);
    default:
      return std::nullopt;
  }
}

std::optional<std::int64_t> number_of(const Query& query, std::string_view name, std::int64_t fallback,
                                      std::int64_t least, std::int64_t most) {
  const std::string* text = query.find(name);
  if (text == nullptr) return fallback;
  const auto number = parse_integer(*text);
  if (!number || *number < least || *number > most) return std::nullopt;
  return number;
}

}  // namespace hub::admin
