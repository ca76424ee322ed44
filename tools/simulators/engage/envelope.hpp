// Events as HTTP requests: structured, binary or batched, and signed. One thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/http/message.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/engage/sendable.hpp"

namespace hub::simulators::engage {

enum class SendMode : unsigned char { structured, binary, batched };

// "structured", "binary" or "batched".
std::optional<SendMode> parse_send_mode(std::string_view word);

// Structured and binary take exactly one event. Fails with invalid when the event cannot be put in binary
// form.
Result<http::Request> event_request(SendMode mode, const std::string& url,
                                    const std::vector<SendableEvent>& events);

// CloudEvents 1.0, HTTP binding 3.1.3.2: blank, ", % and everything outside U+0021-U+007E as %XY.
std::string encode_header_value(std::string_view text);

// How the platform proves itself.
struct Signer {
  std::string hmac_secret;   // raw bytes; empty: none
  std::string ed25519_seed;  // 32 raw bytes; empty: none
  std::string bearer_key;    // instead of signatures
  // Adds what proves it; taken anew for every attempt, with the same message id.
  void sign(http::Request& request, const std::string& message_id, WallTime now) const;
};

}  // namespace hub::simulators::engage
