// A root whose key lies in a PKCS#11 token (a hardware security module) and never leaves it: what the hub
// gets is the token's HMAC-SHA-256 over a fixed text, the same for ever, and nobody without the token has it.
// Any thread, one call at a time.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/base/result.hpp"

namespace hub::vault {

// `uri` as in RFC 7512: "pkcs11:token=NAME;object=NAME?module-path=FILE&pin-source=file:PATH" (or env:NAME,
// cmd:COMMAND). The object is a generic secret key that may sign, is sensitive and cannot be extracted. Fails
// with config; no message holds the PIN. One login is tried: tokens lock themselves after a few.
Result<void> derive_in_token(std::string_view uri, std::span<std::byte, 32> out);

}  // namespace hub::vault
