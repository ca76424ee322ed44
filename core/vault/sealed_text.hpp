// A text sealed under a key that somebody else keeps: AES-256-GCM with a random nonce. Any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/base/random.hpp"
#include "core/vault/crypto.hpp"

namespace hub::vault {

// Format version, nonce, ciphertext, tag. It opens in the same context only.
std::vector<char> seal_text(KeyView key, Context context, std::string_view text, Random& random);

// Nothing when it is damaged, or sealed under another key or in another context.
std::optional<Buffer> open_text(KeyView key, Context context, std::string_view sealed);

}  // namespace hub::vault
