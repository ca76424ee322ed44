#include "core/ingest/webhook.hpp"

#include "core/ingest/signature.hpp"

namespace hub::ingest {

void sign_webhook(http::Request& request, const std::string& message_id, const WipedBytes& secret,
                  WallTime now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  const std::string timestamp = std::to_string(seconds.count());
  request.headers.add("webhook-id", message_id);
  request.headers.add("webhook-timestamp", timestamp);
  request.headers.add("webhook-signature", sign_hmac({message_id, timestamp, request.body.view()},
                                                     {secret.data(), secret.size()}));
}

}  // namespace hub::ingest
