// Standard Webhooks that the hub sends. Any thread.
#pragma once

#include <string>

#include "core/base/clock.hpp"
#include "core/base/wipe.hpp"
#include "core/http/message.hpp"

namespace hub::ingest {

// Adds the three headers of a message whose body is complete. `message_id` is the same for every attempt.
void sign_webhook(http::Request& request, const std::string& message_id, const WipedBytes& secret,
                  WallTime now);

}  // namespace hub::ingest
