// The answers of the events listener that need no case: schemas, the webhook handshake, wrong ways in. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "core/http/message.hpp"

namespace hub::ingest {

enum class Route : unsigned char { take_cases, take_tracking, answered };

struct Routed {
  Route route = Route::answered;
  http::Response answer;  // when answered
};

// POST /v1/cases and /v1/tracking are left to the caller. OPTIONS there is the handshake of CloudEvents
// webhooks.
Routed route(const http::Request& request);

// The N of "Prefer: wait=N" (RFC 7240), at most `wait_max`; nothing when it is absent, zero or nonsense.
std::optional<std::chrono::seconds> preferred_wait(const http::Headers& headers,
                                                   std::chrono::seconds wait_max);

}  // namespace hub::ingest
