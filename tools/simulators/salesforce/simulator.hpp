// A Salesforce org in a process: real paths, tokens, limits and normalisation (salesforce.md 1 to 6 and 8),
// and a control path outside /services that tests and people steer it by. One loop's thread; stop() before it
// dies.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_set>

#include "core/model/json.hpp"
#include "tools/simulators/common/listener.hpp"
#include "tools/simulators/salesforce/fault_words.hpp"
#include "tools/simulators/salesforce/rest.hpp"

namespace hub::simulators::salesforce {

struct SimulatorSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string client_id = "hub", client_secret = "hub-secret";
  std::string username = "integration@example.com", password = "rehearsal";
  std::string jwt_public_key_pem;  // of the connected app; empty: the JWT flow is refused
  RestLimits limits;
  std::int64_t logins_max = 3600;  // token grants an hour; beyond it "login rate exceeded"
  milliseconds latency{0};         // of every API call
};

class Simulator {
 public:
  static Result<std::unique_ptr<Simulator>> start(IoContext& io, Clock& clock, SimulatorSettings settings);

  std::uint16_t port() const { return listener_.port(); }
  std::string base_url() const { return listener_.base_url(); }
  Task<void> stop() { return listener_.stop(); }

  Org& org() { return org_; }
  Faults& faults() { return faults_; }
  void expire_tokens() { tokens_.clear(); }
  // As it was when it started, but for ids and tokens: none is given twice.
  void reset();
  // API calls by operation since the start or the last reset.
  const std::map<std::string, std::uint64_t>& calls() const { return calls_; }
  std::size_t live_rows(std::string_view object);
  std::size_t recycled_rows(const ObjectDef& object);  // in the recycle bin

 private:
  static constexpr std::size_t kFirstArenaBlock = 1 << 20;

  Simulator(Clock& clock, SimulatorSettings settings);
  Task<http::Response> handle(http::Request request);
  Task<http::Response> api(http::Request request);
  http::Response run(RestRequest call, const std::string& version, const http::Request& request);
  // token.cpp
  Task<http::Response> token(http::Request request);
  std::optional<http::Response> refuse_login(const std::vector<Fault>& faults);
  http::Response grant(const std::vector<Fault>& faults);
  http::Response revoke(const http::Request& request);
  std::optional<ApiError> check_grant(const std::map<std::string, std::string>& form);
  std::optional<ApiError> check_assertion(const std::string& assertion);
  http::Response identity(const http::Request& request) const;
  // control.cpp
  http::Response control(const http::Request& request);
  http::Response records(std::string_view object_name);
  std::string state_json();
  // recycle_bin.cpp
  http::Response empty_recycle_bin(const http::Request& request);
  // fault_answers.cpp
  std::optional<http::Response> refuse(const std::vector<Fault>& faults);
  http::Response finish(RestAnswer answer, const http::Request& request, const std::vector<Fault>& faults);
  void hide_fields(const std::vector<Fault>& faults);
  http::Response with_usage(http::Response response);
  bool is_authorised(const http::Request& request) const;

  Clock& clock_;
  SimulatorSettings settings_;
  Org org_;
  ApiUsage usage_;
  Rest rest_;
  Faults faults_{fault_words()};
  // Of the call at hand, and kept for the next: their memory is most of what a call would cost.
  model::Arena arena_{kFirstArenaBlock};
  model::JsonParser parser_;
  std::unordered_set<std::string> tokens_;
  std::uint64_t last_token_ = 0;
  std::chrono::sys_time<std::chrono::hours> login_hour_{};
  std::int64_t logins_ = 0;  // of that hour
  std::map<std::string, std::uint64_t> calls_;
  Listener listener_;
};

}  // namespace hub::simulators::salesforce
