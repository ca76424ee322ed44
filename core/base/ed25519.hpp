// Ed25519 signatures (RFC 8032) from raw keys. Pure; any thread.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace hub {

using Ed25519Signature = std::array<char, 64>;

// `seed`: the 32 bytes of the private key. Precondition: it has that size.
Ed25519Signature sign_ed25519(std::string_view seed, std::string_view message);
bool verify_ed25519(std::span<const unsigned char, 32> public_key, std::string_view message,
                    std::string_view signature);

}  // namespace hub
