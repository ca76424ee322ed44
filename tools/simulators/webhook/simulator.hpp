// A REST API that nobody has a connector for: records written by our key or by POST, searched, read, deleted
// and described by JSON Schema, behind OAuth client credentials, and only with a Standard Webhooks signature
// where one is asked for. One loop's thread; stop() before it dies.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_set>

#include "core/base/clock.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/common/faults.hpp"
#include "tools/simulators/common/listener.hpp"
#include "tools/simulators/common/rest_target.hpp"
#include "tools/simulators/webhook/records.hpp"

namespace hub::simulators::webhook {

struct SimulatorSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string client_id = "hub", client_secret = "hub-secret";
  WipedBytes signing_secret;  // empty: unsigned writes are taken
  milliseconds latency{0};    // of every API call
};

class Simulator {
 public:
  static Result<std::unique_ptr<Simulator>> start(IoContext& io, Clock& clock, SimulatorSettings settings);

  std::uint16_t port() const { return listener_.port(); }
  std::string base_url() const { return listener_.base_url(); }
  Task<void> stop() { return listener_.stop(); }

  Records& records() { return records_; }
  Faults& faults() { return faults_; }
  void reset();

 private:
  Simulator(Clock& clock, SimulatorSettings settings);
  Task<http::Response> handle(http::Request request);
  Task<http::Response> api(http::Request request, RestTarget target);
  http::Response control(const http::Request& request, const RestTarget& target);
  std::string state_json();

  http::Response token(const http::Request& request, const std::vector<Fault>& faults);
  std::optional<http::Response> refuse(const std::vector<Fault>& faults);
  bool is_authorised(const http::Request& request) const;
  bool is_signed(const http::Request& request) const;

  http::Response run(const std::string& operation, const http::Request& request, const RestTarget& target,
                     const std::vector<Fault>& faults);
  http::Response write(const http::Request& request, const RestTarget& target,
                       const std::vector<Fault>& faults);
  http::Response search(const RestTarget& target);
  http::Response read(const RestTarget& target, bool is_stale);
  http::Response remove(const RestTarget& target);

  Clock& clock_;
  SimulatorSettings settings_;
  Records records_;
  Faults faults_;
  model::JsonParser parser_;
  std::unordered_set<std::string> tokens_;
  std::uint64_t last_token_ = 0;
  std::map<std::string, std::uint64_t> calls_;
  Listener listener_;
};

}  // namespace hub::simulators::webhook
