// Base64 in both alphabets (RFC 4648). Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/buffer.hpp"

namespace hub {

// Standard alphabet with padding; URL-safe alphabet without.
std::string base64_encode(std::string_view bytes);
std::string base64url_encode(std::string_view bytes);
// Appends the standard alphabet with padding; for content, which no std::string may hold.
void base64_encode(std::string_view bytes, Buffer& out);

// Strict: nothing on any character outside the alphabet, bad padding or stray bits.
std::optional<WipedBytes> base64_decode(std::string_view text);
std::optional<WipedBytes> base64url_decode(std::string_view text);

}  // namespace hub
