// The platform in a process: serves its own copy of cases and attachments, lets them be deleted, takes
// callbacks, and does wrong what it is told to. One loop's thread; stop() before it dies.
//
//   GET /api/v1/cases   GET, DELETE /api/v1/cases/ID   GET /api/v1/attachments/ID   POST /api/v1/callbacks
//   GET /_control/state, /_control/callbacks   POST, DELETE /_control/faults   POST /_control/reset
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/wipe.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/common/listener.hpp"
#include "tools/simulators/engage/faults.hpp"
#include "tools/simulators/engage/platform.hpp"

namespace hub::simulators::engage {

struct SimulatorSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string api_token;         // asked for as "Authorization: Bearer"; empty: nobody has to
  WipedBytes callback_secret{};  // signs deletions and callbacks; empty: nobody has to
};

class Simulator {
 public:
  static Result<std::unique_ptr<Simulator>> start(IoContext& io, Clock& clock, SimulatorSettings settings);

  std::uint16_t port() const { return listener_.port(); }
  std::string base_url() const { return listener_.base_url(); }
  std::string api_url() const { return base_url() + "/api/v1"; }
  std::string host() const { return listener_.host(); }
  Task<void> stop() { return listener_.stop(); }

  Platform& platform() { return platform_; }
  Faults& faults() { return faults_; }
  // Bodies of the callbacks so far, oldest first; at most 1,000 are kept.
  const std::vector<std::string>& callbacks() const { return callbacks_; }
  // Calls by operation.
  const std::map<std::string, std::uint64_t>& calls() const { return calls_; }

 private:
  Simulator(Clock& clock, SimulatorSettings settings) : clock_(clock), settings_(std::move(settings)) {}
  Task<http::Response> handle(http::Request request);
  http::Response api(const std::string& operation, const std::string& id, const http::Request& request);
  http::Response control(const http::Request& request, std::string_view what);
  http::Response list_cases(std::string_view url) const;
  std::string state_json() const;
  bool is_authorised(const http::Request& request) const;
  bool is_signed(const http::Request& request) const;

  Clock& clock_;
  SimulatorSettings settings_;
  Platform platform_;
  Faults faults_;
  std::vector<std::string> callbacks_;
  std::uint64_t callback_count_ = 0;
  std::map<std::string, std::uint64_t> calls_;
  model::JsonParser parser_;
  Listener listener_;
};

}  // namespace hub::simulators::engage
