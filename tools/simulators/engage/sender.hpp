// Sends events to a hub as the platform does: over several connections at once, signed, and again until each
// is acknowledged. One loop's thread; client and clock outlive it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/async/event.hpp"
#include "core/http/client.hpp"
#include "tools/simulators/engage/envelope.hpp"

namespace hub::simulators::engage {

struct SenderSettings {
  std::string url;  // "http://127.0.0.1:8480/v1/cases"
  Signer signer;
  SendMode mode = SendMode::batched;
  std::size_t batch_events = 50;
  std::size_t connections = 4;
  double events_per_second = 0;              // 0: as fast as answers come (closed loop)
  std::optional<std::chrono::seconds> wait;  // asks for the certificate
  std::string message_prefix = "msg_";       // of webhook-id; two senders at once need different ones
  // Any 2xx acknowledges all events of the request: for receivers that do not answer as a hub does.
  bool takes_any_success = false;
};

// Only grow while a run goes on.
struct SendFigures {
  std::uint64_t events = 0;           // taken from the source
  std::uint64_t accepted = 0;         // acknowledged, duplicates included
  std::uint64_t duplicates = 0;       // acknowledged as such: an acknowledgement before got lost
  std::uint64_t certified = 0;        // answered with their certificate
  std::uint64_t rejected = 0;         // refused for good
  std::uint64_t requests = 0;         // attempts
  std::uint64_t told_to_wait = 0;     // 429 and 503 answers
  std::uint64_t unanswered = 0;       // attempts that ended without an answer
  std::vector<std::string> problems;  // of rejected events: type and pointers; the first few
};

class EventSender {
 public:
  EventSender(http::Client& client, Clock& clock, Executor executor, SenderSettings settings);

  // Sends everything the source has; returns when all is acknowledged or refused, or stop() was called.
  Task<void> run(EventSource source);
  // What is under way is answered; nothing new is sent.
  void stop() { is_stopping_ = true; }

  const SendFigures& figures() const { return figures_; }

  // Called after every answer: with the number of events in the request and the time it took.
  std::function<void(std::size_t events, std::chrono::microseconds took)> on_answer;

 private:
  Task<void> run_connection();
  Task<void> keep_pace(std::size_t events);
  Task<void> send_until_answered(std::vector<SendableEvent> batch);
  // What is to be sent again, and after which pause.
  struct Rest {
    std::vector<SendableEvent> events;
    milliseconds pause{0};
  };
  Rest judge(const http::Response& answer, std::vector<SendableEvent> batch);
  void note_problem(const model::Value& problem);

  http::Client& client_;
  Clock& clock_;
  Executor executor_;
  SenderSettings settings_;
  EventSource source_;
  SendFigures figures_;
  model::JsonParser parser_;
  std::size_t open_connections_ = 0;
  Event all_closed_;
  MonotonicTime next_send_{};
  std::uint64_t last_message_ = 0;
  bool is_stopping_ = false;
};

}  // namespace hub::simulators::engage
