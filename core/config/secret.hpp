// Secrets are references in configuration; their values are read when needed and wiped. Any thread.
#pragma once

#include <string_view>

#include "core/base/buffer.hpp"
#include "core/base/result.hpp"

namespace hub::config {

// Where "secret:NAME" is kept: the secrets of one tenant.
class SecretSource {
 public:
  virtual ~SecretSource() = default;
  // Fails with config "no_such_secret" when there is none.
  virtual Result<Buffer> find(std::string_view name) const = 0;
};

// "env:NAME", "file:PATH" (one trailing newline is cut), "cmd:COMMAND" (10 s, 64 KiB) or, where there are
// `secrets`, "secret:NAME". Fails with config; the message names the reference, never the value.
Result<Buffer> read_secret(std::string_view reference, const SecretSource* secrets = nullptr);

}  // namespace hub::config
