// Alerts by webhook, signed as Standard Webhooks. One loop's thread; client and clock outlive it.
#pragma once

#include "core/alerts/notifier.hpp"
#include "core/base/wipe.hpp"
#include "core/http/client.hpp"

namespace hub::alerts {

class WebhookNotifier final : public Notifier {
 public:
  WebhookNotifier(http::Client& client, Clock& clock, std::string url, WipedBytes secret)
      : client_(client), clock_(clock), url_(std::move(url)), secret_(std::move(secret)) {}
  std::string_view name() const override { return "webhook"; }
  Task<Result<void>> notify(Alert alert) override;

 private:
  http::Client& client_;
  Clock& clock_;
  std::string url_;
  WipedBytes secret_;
};

}  // namespace hub::alerts
