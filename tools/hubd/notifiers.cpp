#include "tools/hubd/notifiers.hpp"

#include "core/alerts/webhook_notifier.hpp"
#include "core/config/secret.hpp"
#include "core/http/standard_webhooks.hpp"
#include "tools/hubd/smtp_notifier.hpp"

namespace hub::hubd {

Result<std::vector<std::unique_ptr<alerts::Notifier>>> notifiers_of(const AlertSettings& settings,
                                                                    http::Client& client, Clock& clock,
                                                                    Executor executor) {
  std::vector<std::unique_ptr<alerts::Notifier>> notifiers;
  if (!settings.webhook_url.empty()) {
    const auto text = config::read_secret(settings.webhook_secret);
    if (!text.ok()) return Error(text.error()).with_context("alerts.webhook_secret");
    auto secret = http::parse_hmac_secret(text->view());
    if (!secret.ok()) return std::move(secret).error().with_context("alerts.webhook_secret");
    notifiers.push_back(
        std::make_unique<alerts::WebhookNotifier>(client, clock, settings.webhook_url, std::move(*secret)));
  }
  if (!settings.smtp.host.empty())
    notifiers.push_back(std::make_unique<SmtpNotifier>(settings.smtp, executor));
  return notifiers;
}

}  // namespace hub::hubd
