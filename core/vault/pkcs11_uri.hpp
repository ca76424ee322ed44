// What a PKCS#11 URI (RFC 7512) says, as far as the hub needs it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace hub::vault {

struct Pkcs11Uri {
  std::string token, object;  // labels
  std::string module_path;
  std::string pin_kind, pin_place;  // "file" and its path, and so on
};

// Fails with config: an attribute that is missing, unknown or given twice, or the PIN itself.
Result<Pkcs11Uri> parse_pkcs11_uri(std::string_view uri);

}  // namespace hub::vault
