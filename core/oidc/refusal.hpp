// What makes a sign-in fail for good: the error that says so. Any thread.
#pragma once

#include <string>

#include "core/base/error.hpp"

namespace hub::oidc {

inline Error refusal(std::string code, std::string message) {
  Error error;
  error.kind = ErrorKind::auth;
  error.code = std::move(code);
  error.message = std::move(message);
  return error;
}

}  // namespace hub::oidc
