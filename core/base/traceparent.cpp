#include "core/base/traceparent.hpp"

#include <algorithm>
#include <array>

#include "core/base/hex.hpp"

namespace hub {
namespace {

constexpr std::size_t kTraceIdAt = 3, kTraceIdDigits = 32;
constexpr std::size_t kParentIdAt = 36, kParentIdDigits = 16;
constexpr std::size_t kFlagsAt = 53, kFlagsDigits = 2;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view digits) {
  return is_hex(digits) && digits.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

std::string parse_traceparent(std::string_view header) {
  if (header.size() < kTraceparentBytes) return {};
  const std::string_view version = header.substr(0, 2);
  if (!is_hex(version) || version == "ff") return {};
  const bool has_more = header.size() > kTraceparentBytes;
  if (has_more && (version == "00" || header[kTraceparentBytes] != '-')) return {};
  if (header[2] != '-' || header[kParentIdAt - 1] != '-' || header[kFlagsAt - 1] != '-') return {};
  if (!is_id(header.substr(kTraceIdAt, kTraceIdDigits))) return {};
  if (!is_id(header.substr(kParentIdAt, kParentIdDigits))) return {};
  if (!is_hex(header.substr(kFlagsAt, kFlagsDigits))) return {};
  return "00" + std::string(header.substr(2, kTraceparentBytes - 2));
}

std::string_view trace_id_of(std::string_view traceparent) {
  return traceparent.substr(kTraceIdAt, kTraceIdDigits);
}

bool is_sampled(std::string_view traceparent) {
  const char last = traceparent.back();
  const int digit = last <= '9' ? last - '0' : last - 'a' + 10;
  return (digit & 1) != 0;
}

std::string new_traceparent(Random& random, bool is_sampled) {
  std::array<std::byte, (kTraceIdDigits + kParentIdDigits) / 2> bytes{};
  random.fill(bytes);
  // An id that is all zeros is none.
  bytes.front() |= std::byte{1};
  bytes.back() |= std::byte{1};
  const std::string digits = hex_encode(bytes);
  return "00-" + digits.substr(0, kTraceIdDigits) + '-' + digits.substr(kTraceIdDigits) +
         (is_sampled ? "-01" : "-00");
}

}  // namespace hub
