#include "tools/hubd/alert_settings.hpp"

#include "core/policy/fields.hpp"
#include "tools/hubd/bounded.hpp"
#include "tools/hubd/hub_specs.hpp"

namespace hub::hubd {

namespace {

constexpr std::int64_t kDeadLettersMost = 1'000'000;
constexpr milliseconds kShortestInterval{100};

void read_smtp(const config::Node& node, SmtpSettings& smtp, config::Problems& problems) {
  const std::size_t before = problems.size();
  const config::Settings settings = read_settings(smtp_spec(), node, problems);
  if (problems.size() != before) return;
  smtp.host = settings.text("host");
  smtp.port = static_cast<std::uint16_t>(bounded(settings, "port", 1, 65535, problems));
  smtp.from = settings.text("from");
  smtp.to = settings.list("to");
}

}  // namespace

AlertSettings read_alerts(config::Node section, config::Problems& problems) {
  AlertSettings alerts;
  if (const auto smtp = policy::take_member(section, "smtp")) read_smtp(*smtp, alerts.smtp, problems);
  const std::size_t before = problems.size();
  const config::Settings settings = read_settings(alerts_spec(), section, problems);
  if (problems.size() != before) return alerts;
  alerts.limits.oldest_case = settings.duration("oldest_case");
  alerts.limits.hold_left = settings.duration("hold_left");
  alerts.limits.dead_letters =
      static_cast<std::size_t>(bounded(settings, "dead_letters", 1, kDeadLettersMost, problems));
  alerts.pace.interval = settings.duration("interval");
  alerts.pace.repeat = settings.duration("repeat");
  alerts.webhook_url = settings.text("webhook_url");
  alerts.webhook_secret = settings.text("webhook_secret");
  if (alerts.pace.interval < kShortestInterval)
    problems.push_back(settings.problem("interval", "must be at least 100ms"));
  if (alerts.webhook_url.empty() != alerts.webhook_secret.empty())
    problems.push_back(settings.problem("webhook_url", "needs webhook_secret, and the other way round"));
  return alerts;
}

}  // namespace hub::hubd
