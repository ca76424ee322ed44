// Alerts by mail, through a relay. notify() on the loop's thread; the mail is sent on a thread of its own.
#pragma once

#include "core/alerts/notifier.hpp"
#include "core/async/worker.hpp"
#include "tools/hubd/smtp_settings.hpp"

namespace hub::hubd {

class SmtpNotifier final : public alerts::Notifier {
 public:
  SmtpNotifier(SmtpSettings settings, Executor executor)
      : settings_(std::move(settings)), executor_(executor) {}
  std::string_view name() const override { return "smtp"; }
  Task<Result<void>> notify(alerts::Alert alert) override;

 private:
  SmtpSettings settings_;
  Executor executor_;
  ThreadWorker worker_{"alert-mail"};
};

}  // namespace hub::hubd
