#include "tools/simulators/engage/sender.hpp"

#include <algorithm>
#include <map>

namespace hub::simulators::engage {

namespace {

using namespace std::chrono_literals;

constexpr milliseconds kFirstPause = 50ms;  // after an attempt without an answer; doubled up to the longest
constexpr milliseconds kLongestPause = 2s;
constexpr milliseconds kPauseUntold = 1s;  // told to wait, but not how long
constexpr std::size_t kProblemsMax = 20;
constexpr auto kAnswerDeadline = 120s;

std::vector<SendableEvent> take(const EventSource& source, std::size_t count) {
  std::vector<SendableEvent> batch;
  while (batch.size() < count) {
    auto event = source();
    if (!event) break;
    batch.push_back(std::move(*event));
  }
  return batch;
}

bool may_pass_later(const model::Value& problem) {
  const model::Value* status = problem.find("status");
  return status && status->is_integer() && (status->as_integer() == 429 || status->as_integer() == 503);
}

milliseconds pause_of(const model::Value& problem) {
  const model::Value* seconds = problem.find("retry_after");
  return seconds && seconds->is_integer() ? std::chrono::seconds(seconds->as_integer()) : kPauseUntold;
}

}  // namespace

EventSender::EventSender(http::Client& client, Clock& clock, Executor executor, SenderSettings settings)
    : client_(client),
      clock_(clock),
      executor_(executor),
      settings_(std::move(settings)),
      all_closed_(executor) {
  if (settings_.mode != SendMode::batched) settings_.batch_events = 1;
}

Task<void> EventSender::run(EventSource source) {
  source_ = std::move(source);
  next_send_ = clock_.now();
  open_connections_ = settings_.connections;
  all_closed_.reset();
  for (std::size_t i = 0; i < settings_.connections; ++i) {
    spawn(executor_, run_connection(), [this] {
      if (--open_connections_ == 0) all_closed_.set();
    });
  }
  co_await all_closed_.wait();
}

Task<void> EventSender::run_connection() {
  while (!is_stopping_) {
    auto batch = take(source_, settings_.batch_events);
    if (batch.empty()) co_return;
    figures_.events += batch.size();
    co_await keep_pace(batch.size());
    co_await send_until_answered(std::move(batch));
  }
}

// With a rate, sending keeps to a time table of its own: a slow answer makes the next request no later.
Task<void> EventSender::keep_pace(std::size_t events) {
  if (settings_.events_per_second <= 0) co_return;
  const MonotonicTime mine = next_send_;
  const double seconds = static_cast<double>(events) / settings_.events_per_second;
  next_send_ += std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6));
  if (mine > clock_.now()) co_await sleep_until(clock_, mine);
}

Task<void> EventSender::send_until_answered(std::vector<SendableEvent> batch) {
  std::string message_id = settings_.message_prefix + std::to_string(++last_message_);
  milliseconds lonely_pause = kFirstPause;
  while (!batch.empty() && !is_stopping_) {
    auto request = event_request(settings_.mode, settings_.url, batch);
    if (!request.ok()) {
      figures_.rejected += batch.size();
      co_return;
    }
    request->deadline = kAnswerDeadline;
    if (settings_.wait) request->headers.add("Prefer", "wait=" + std::to_string(settings_.wait->count()));
    settings_.signer.sign(*request, message_id, clock_.wall_now());
    ++figures_.requests;
    const MonotonicTime sent = clock_.now();
    auto answer = co_await client_.send(std::move(*request));
    if (!answer.ok()) {
      ++figures_.unanswered;
      co_await sleep_for(clock_, lonely_pause);
      lonely_pause = std::min(2 * lonely_pause, kLongestPause);
      continue;
    }
    lonely_pause = kFirstPause;
    if (on_answer) on_answer(batch.size(), clock_.now() - sent);
    const std::size_t before = batch.size();
    Rest rest = judge(*answer, std::move(batch));
    batch = std::move(rest.events);
    // Another body is another message.
    if (batch.size() != before) message_id = settings_.message_prefix + std::to_string(++last_message_);
    if (!batch.empty()) co_await sleep_for(clock_, rest.pause);
  }
}

EventSender::Rest EventSender::judge(const http::Response& answer, std::vector<SendableEvent> batch) {
  if (answer.status == 429 || answer.status == 503) {
    ++figures_.told_to_wait;
    const auto told = http::retry_after(answer.headers, clock_.wall_now());
    return {std::move(batch), told.value_or(kPauseUntold)};
  }
  if (settings_.takes_any_success && answer.status / 100 == 2) {
    figures_.accepted += batch.size();
    return {};
  }
  model::Arena arena;
  const auto body = parser_.parse(answer.body.view(), arena);
  const bool is_judged = (answer.status == 200 || answer.status == 202) && body.ok();
  if (!is_judged) {
    figures_.rejected += batch.size();
    if (body.ok()) note_problem(*body);
    return {};
  }
  if (const model::Value* accepted = body->find("accepted"); accepted && accepted->is_array()) {
    for (const model::Value& item : accepted->as_array()) {
      ++figures_.accepted;
      if (item.text_at("status") == "duplicate") ++figures_.duplicates;
      if (item.find("certificate")) ++figures_.certified;
    }
  }
  Rest rest;
  std::map<std::string_view, SendableEvent*> by_id;
  for (SendableEvent& event : batch) by_id.emplace(event.id, &event);
  const model::Value* rejected = body->find("rejected");
  if (!rejected || !rejected->is_array()) return rest;
  for (const model::Value& item : rejected->as_array()) {
    const model::Value* problem = item.find("problem");
    const auto event = by_id.find(item.text_at("id"));
    if (problem && event != by_id.end() && may_pass_later(*problem)) {
      rest.pause = std::max(rest.pause, pause_of(*problem));
      rest.events.push_back(*event->second);
    } else {
      ++figures_.rejected;
      if (problem) note_problem(*problem);
    }
  }
  return rest;
}

// A hub's problems hold no content: they may be shown.
void EventSender::note_problem(const model::Value& problem) {
  if (figures_.problems.size() == kProblemsMax) return;
  std::string text(problem.text_at("type", "unknown"));
  if (const model::Value* errors = problem.find("errors"); errors && errors->is_array()) {
    for (const model::Value& error : errors->as_array()) {
      text += ' ' + std::string(error.text_at("pointer")) + ' ' + std::string(error.text_at("detail")) + ';';
    }
  }
  figures_.problems.push_back(std::move(text));
}

}  // namespace hub::simulators::engage
