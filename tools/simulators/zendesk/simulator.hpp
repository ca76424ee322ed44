// A Zendesk account in a process: real paths, tokens, jobs, limits and what happens to values on their way in
// (zendesk.md 1 to 6), and a control path that tests and people steer it by. One loop's thread; stop() before
// it dies.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "tools/simulators/common/listener.hpp"
#include "tools/simulators/zendesk/api.hpp"
#include "tools/simulators/zendesk/fault_words.hpp"

namespace hub::simulators::zendesk {

struct SimulatorSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string client_id = "hub", client_secret = "hub-secret";
  std::string email = "hub@example.com";  // of Basic: "EMAIL/token:TOKEN"
  std::string api_token = "hub-token";
  std::string scopes = "read write";  // what the OAuth client may have
  std::chrono::seconds token_life{1'800};
  std::int64_t calls_per_minute = 700;  // Enterprise; 0: any number
  milliseconds job_time{200};           // how long a job waits before its work is done
  milliseconds latency{0};
  ApiLimits limits;
};

class Simulator {
 public:
  static Result<std::unique_ptr<Simulator>> start(IoContext& io, Clock& clock, SimulatorSettings settings);

  std::uint16_t port() const { return listener_.port(); }
  std::string base_url() const { return listener_.base_url(); }
  Task<void> stop() { return listener_.stop(); }

  Account& account() { return account_; }
  Faults& faults() { return faults_; }
  void expire_tokens() { tokens_.clear(); }
  // As it was when it started, but for ids and tokens: none is given twice.
  void reset();
  // API calls by operation since the start or the last reset.
  const std::map<std::string, std::uint64_t>& calls() const { return calls_; }
  std::size_t live_tickets() const;

 private:
  struct Grant {
    WallTime ends{};
    std::string scope;
  };

  Simulator(Clock& clock, SimulatorSettings settings);
  Task<http::Response> handle(http::Request request);
  Task<http::Response> api(http::Request request);
  http::Response run(const Call& call);
  http::Response content_of(std::string_view path);
  std::optional<http::Response> refuse(const std::vector<Fault>& faults);
  std::optional<http::Response> refuse_caller(const http::Request& request, const std::vector<Fault>& faults);
  http::Response with_budget(http::Response response);
  http::Response told_to_wait(std::string_view text, std::string seconds);
  // token.cpp
  Task<http::Response> token(http::Request request);
  http::Response current_token(const http::Request& request) const;
  const Grant* grant_of(const http::Request& request) const;
  bool is_basic(const http::Request& request) const;
  // control.cpp
  http::Response control(const http::Request& request);
  std::string state_json() const;
  http::Response records(std::string_view kind);

  Clock& clock_;
  SimulatorSettings settings_;
  Account account_;
  Jobs jobs_;
  Api api_;
  Budget budget_;
  Faults faults_{fault_words()};
  std::map<std::string, Grant> tokens_;
  std::uint64_t last_token_ = 0;
  std::map<std::string, std::uint64_t> calls_;
  Listener listener_;
};

}  // namespace hub::simulators::zendesk
