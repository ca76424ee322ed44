#include "core/http/message.hpp"

#include <charconv>

#include "core/base/ascii.hpp"
#include "core/http/date.hpp"

namespace hub::http {

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [field, value] : fields_) {
    if (same_name(field, name)) return value;
  }
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(fields_, [&](const auto& field) { return same_name(field.first, name); }));
}

std::optional<std::chrono::milliseconds> retry_after(const Headers& headers,
                                                     std::chrono::system_clock::time_point now) {
  const auto value = headers.find("Retry-After");
  if (!value || value->empty()) return std::nullopt;
  using std::chrono::milliseconds;
  constexpr std::uint32_t kSecondsMax = 366u * 24 * 3600;  // more is nonsense
  std::uint32_t seconds = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), seconds);
  if (end == value->data() + value->size() && error == std::errc()) {
    if (seconds > kSecondsMax) return std::nullopt;
    return milliseconds(std::chrono::seconds(seconds));
  }
  const auto when = parse_date(*value);
  if (!when) return std::nullopt;
  const auto wait = std::chrono::ceil<milliseconds>(*when - now);
  return std::max(wait, milliseconds(0));
}

}  // namespace hub::http
