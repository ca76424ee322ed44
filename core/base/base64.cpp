#include "core/base/base64.hpp"

#include <array>
#include <cstdint>

namespace hub {

namespace {
constexpr char kStandard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kUrlSafe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

template <class Text>
void encode(std::string_view bytes, const char* alphabet, bool padded, Text& text) {
  text.reserve(text.size() + (bytes.size() + 2) / 3 * 4);
  const std::size_t start = text.size();
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    count += 8;
    for (; count >= 6; count -= 6) text.push_back(alphabet[bits >> (count - 6) & 63]);
  }
  if (count > 0) text.push_back(alphabet[bits << (6 - count) & 63]);
  while (padded && (text.size() - start) % 4 != 0) text.push_back('=');
}

std::array<std::int8_t, 256> reverse_of(const char* alphabet) {
  std::array<std::int8_t, 256> reverse;
  reverse.fill(-1);
  for (int i = 0; i < 64; ++i) reverse[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return reverse;
}

std::optional<WipedBytes> decode(std::string_view text, const std::array<std::int8_t, 256>& reverse) {
  if (text.size() % 4 == 1) return std::nullopt;
  WipedBytes bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int digit = reverse[static_cast<unsigned char>(c)];
    if (digit < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<char>(bits >> count & 0xff));
    }
  }
  if ((bits & ((1u << count) - 1)) != 0) return std::nullopt;
  return bytes;
}
}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text;
  encode(bytes, kStandard, true, text);
  return text;
}
std::string base64url_encode(std::string_view bytes) {
  std::string text;
  encode(bytes, kUrlSafe, false, text);
  return text;
}
void base64_encode(std::string_view bytes, Buffer& out) {
  encode(bytes, kStandard, true, out);
}

std::optional<WipedBytes> base64_decode(std::string_view text) {
  static const auto reverse = reverse_of(kStandard);
  if (text.size() % 4 != 0) return std::nullopt;
  for (int pad = 0; pad < 2 && text.ends_with('='); ++pad) text.remove_suffix(1);
  return decode(text, reverse);
}

std::optional<WipedBytes> base64url_decode(std::string_view text) {
  static const auto reverse = reverse_of(kUrlSafe);
  return decode(text, reverse);
}

}  // namespace hub
