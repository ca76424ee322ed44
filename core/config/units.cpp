#include <charconv>
#include <limits>

#include "core/config/spec.hpp"

namespace hub::config {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr Unit kDurations[] = {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
constexpr Unit kSizes[] = {{"", 1}, {"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};

template <std::size_t n>
std::optional<std::int64_t> parse_with_unit(std::string_view text, const Unit (&units)[n]) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc{} || number < 0) return std::nullopt;
  const std::string_view name(stop, static_cast<std::size_t>(end - stop));
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    if (number > std::numeric_limits<std::int64_t>::max() / unit.factor) return std::nullopt;
    return number * unit.factor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto number = parse_with_unit(text, kDurations);
  if (!number) return std::nullopt;
  return std::chrono::milliseconds(*number);
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const auto number = parse_with_unit(text, kSizes);
  if (!number) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

}  // namespace hub::config
