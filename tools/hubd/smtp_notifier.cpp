#include "tools/hubd/smtp_notifier.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/MailMessage.h>
#include <Poco/Net/MailRecipient.h>
#include <Poco/Net/SMTPClientSession.h>

#include "core/async/event.hpp"
#include "core/base/timestamp.hpp"

namespace hub::hubd {

namespace {

constexpr int kTimeoutSeconds = 20;

// Blocks. Poco's own messages name hosts and replies of the relay, never a case.
Result<void> send(const SmtpSettings& settings, const alerts::Alert& alert) {
  const alerts::Reading& reading = alert.reading;
  const std::string where = reading.target.empty() ? reading.tenant : reading.tenant + '/' + reading.target;
  try {
    Poco::Net::MailMessage mail;
    mail.setSender(settings.from);
    for (const std::string& to : settings.to)
      mail.addRecipient(Poco::Net::MailRecipient(Poco::Net::MailRecipient::PRIMARY_RECIPIENT, to));
    mail.setSubject(std::string(alert.is_over ? "Resolved: " : "Alert: ") + reading.kind + " of " + where);
    mail.set("Message-ID", '<' + alert.id + "@connector-hub>");
    mail.setContent(where + ": " + reading.text + "\r\nsince " + format_timestamp(alert.since) + "\r\n" +
                        (alert.is_over ? "This is over since " + format_timestamp(alert.at) + ".\r\n" : ""),
                    Poco::Net::MailMessage::ENCODING_8BIT);
    Poco::Net::SMTPClientSession session(settings.host, settings.port);
    session.setTimeout(Poco::Timespan(kTimeoutSeconds, 0));
    session.login();
    session.sendMessage(mail);
    session.close();
    return {};
  } catch (const Poco::Exception& problem) {
    return transient_error("smtp", "the mail relay did not take the alert: " + problem.displayText());
  }
}

}  // namespace

Task<Result<void>> SmtpNotifier::notify(alerts::Alert alert) {
  Result<void> sent;
  Event done(executor_);
  worker_.post([this, &alert, &sent, &done] {
    sent = send(settings_, alert);
    post_to(executor_, [&done] { done.set(); });
  });
  co_await done.wait();
  co_return sent;
}

}  // namespace hub::hubd
