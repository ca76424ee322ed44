#include "core/alerts/alerter.hpp"

namespace hub::alerts {

Alerter::Alerter(Parts parts, AlerterSettings settings)
    : parts_(std::move(parts)),
      settings_(settings),
      watch_(settings.repeat),
      stopping_(parts_.executor),
      stopped_(parts_.executor) {
  for (auto& notifier : parts_.notifiers)
    lines_.push_back(std::make_unique<Line>(std::move(notifier), parts_.executor));
}

void Alerter::start() {
  started_ = true;
  spawn(parts_.executor, watch());
  for (const auto& line : lines_) spawn(parts_.executor, send(*line));
}

Task<void> Alerter::stop() {
  stopping_.set();
  if (!started_) co_return;
  for (const auto& line : lines_) {
    line->changed.set();
    co_await line->stopped.wait();
  }
  co_await stopped_.wait();
}

Task<void> Alerter::watch() {
  while (!stopping_.is_set()) {
    const auto alerts = watch_.look(parts_.read(), parts_.clock.wall_now());
    for (const auto& line : lines_) {
      for (const Alert& alert : alerts) line->waiting.push_back(alert);
      while (line->waiting.size() > settings_.waiting_max) line->waiting.pop_front();
      if (!alerts.empty()) line->changed.set();
    }
    const bool is_over = co_await stopping_.wait_until(parts_.clock, parts_.clock.now() + settings_.interval);
    if (is_over) break;
  }
  stopped_.set();
}

Task<void> Alerter::send(Line& line) {
  while (!stopping_.is_set()) {
    line.changed.reset();
    if (line.waiting.empty()) {
      co_await line.changed.wait();
      continue;
    }
    Alert alert = line.waiting.front();
    const std::string id = alert.id;
    const auto sent = co_await line.notifier->notify(std::move(alert));
    if (sent.ok()) {
      if (!line.waiting.empty() && line.waiting.front().id == id) line.waiting.pop_front();
      line.complained = false;
      continue;
    }
    if (!line.complained)
      parts_.log.error("alerts cannot be sent",
                       {log::error_code(sent.error()), log::error_message(sent.error())});
    line.complained = true;
    co_await stopping_.wait_until(parts_.clock, parts_.clock.now() + settings_.retry);
  }
  line.stopped.set();
}

}  // namespace hub::alerts
