// What went wrong, said so that the engine knows what to do next. Values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hub {

// Addressed to the engine: a connector classifies, the engine decides.
enum class ErrorKind : std::uint8_t {
  config,        // cannot work as configured: refuse to start, report file and line
  invalid,       // this record can never pass: dead letter
  transient,     // nothing happened, may pass later: retry with back-off
  rate_limited,  // told to wait: wait `retry_after`, or the engine's own pause when it is zero
  auth,          // credentials refused even after one refresh: pause the lane
  unknown,       // it may or may not have happened: look it up by key, then decide
};

std::string_view to_string(ErrorKind kind);

// `message` is shown to operators and logged: it never holds case content or a secret. `code` is a short
// stable word for grouping ("STRING_TOO_LONG", "timeout"); `fields` names target fields, never their values.
struct Error {
  ErrorKind kind = ErrorKind::invalid;
  std::string code;
  std::string message;
  std::vector<std::string> fields;
  std::chrono::milliseconds retry_after{0};
  // The target refused the whole request, not this record: the batch is split until the culprit stands alone.
  bool whole_request = false;

  // Puts what was being done in front of the message: "accept: " + message.
  Error with_context(std::string_view doing) &&;
};

Error config_error(std::string message);
Error invalid_error(std::string code, std::string message);
Error transient_error(std::string code, std::string message);
Error unknown_outcome(std::string code, std::string message);

}  // namespace hub
