#include "core/base/error.hpp"

namespace hub {

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::config:
      return "config";
    case ErrorKind::invalid:
      return "invalid";
    case ErrorKind::transient:
      return "transient";
    case ErrorKind::rate_limited:
      return "rate_limited";
    case ErrorKind::auth:
      return "auth";
    case ErrorKind::unknown:
      return "unknown";
  }
  return "unknown";
}

Error Error::with_context(std::string_view doing) && {
  message = std::string(doing) + ": " + message;
  return std::move(*this);
}

namespace {
Error make(ErrorKind kind, std::string code, std::string message) {
  Error error;
  error.kind = kind;
  error.code = std::move(code);
  error.message = std::move(message);
  return error;
}
}  // namespace

Error config_error(std::string message) {
  return make(ErrorKind::config, "config", std::move(message));
}
Error invalid_error(std::string code, std::string message) {
  return make(ErrorKind::invalid, std::move(code), std::move(message));
}
Error transient_error(std::string code, std::string message) {
  return make(ErrorKind::transient, std::move(code), std::move(message));
}
Error unknown_outcome(std::string code, std::string message) {
  return make(ErrorKind::unknown, std::move(code), std::move(message));
}

}  // namespace hub
