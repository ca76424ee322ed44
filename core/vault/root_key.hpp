// The root of all wrapping, kept outside the data volume: "file:PATH", "env:NAME" or "cmd:COMMAND" giving 32
// bytes as 64 hex digits or base64, or "pkcs11:..." derived by a token (pkcs11.hpp). Held in locked memory
// that is left out of core dumps and wiped. Any thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace hub::vault {

class RootKey {
 public:
  // Fails with config; the message names the source, never the key.
  static Result<RootKey> from_source(std::string_view source);
  static RootKey from_bytes(std::span<const std::byte, 32> bytes);

  RootKey(RootKey&&) noexcept;
  RootKey& operator=(RootKey&&) noexcept;
  ~RootKey();
  std::span<const std::byte, 32> bytes() const;

 private:
  struct Locked;
  explicit RootKey(std::unique_ptr<Locked> locked);
  std::unique_ptr<Locked> locked_;
};

}  // namespace hub::vault
