// A ServiceNow instance in a process: Table, Attachment, Batch and Import Set API with their silent traps
// (servicenow.md), and a control path that tests and people steer it by. One loop's thread; stop() before it
// dies.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_set>

#include "core/model/json.hpp"
#include "tools/simulators/common/faults.hpp"
#include "tools/simulators/common/listener.hpp"
#include "tools/simulators/common/rest_target.hpp"
#include "tools/simulators/servicenow/instance.hpp"

namespace hub::simulators::servicenow {

struct SimulatorSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string client_id = "hub", client_secret = "hub-secret";
  std::string username = "connector.hub", password = "hub-password";
  std::int64_t calls_per_hour = 0;  // as an administrator's rule says; 0: there is none
  milliseconds latency{0};          // of every call
};

// A call of the API, alone or as a part of a batch.
struct ApiCall {
  std::string method;
  RestTarget target;
  std::string content_type;
  std::string_view body;

  // Below /api/now, without a version.
  std::vector<std::string> path() const;
  std::string asked(const std::string& name) const;
};

class Simulator {
 public:
  static Result<std::unique_ptr<Simulator>> start(IoContext& io, Clock& clock, SimulatorSettings settings);

  std::string base_url() const { return listener_.base_url(); }
  Task<void> stop() { return listener_.stop(); }

  Instance& instance() { return instance_; }
  Faults& faults() { return faults_; }
  void reset();

 private:
  Simulator(Clock& clock, SimulatorSettings settings);
  Task<http::Response> handle(http::Request request);
  Task<http::Response> api(http::Request request, RestTarget target);
  http::Response control(const http::Request& request, const RestTarget& target);
  std::string state_json();

  // access.cpp
  http::Response token(const http::Request& request);
  bool is_authorised(const http::Request& request) const;
  std::optional<http::Response> refuse(const std::vector<Fault>& faults);
  std::optional<http::Response> over_budget();
  http::Response told_to_wait(const std::string& retry_after) const;

  http::Response run(const ApiCall& call, const std::vector<Fault>& faults);
  http::Response batch(const ApiCall& call, const std::vector<Fault>& faults);
  // tables.cpp
  http::Response table(const ApiCall& call, const std::vector<std::string>& path,
                       const std::vector<Fault>& faults);
  http::Response list(const ApiCall& call, const std::string& name);
  http::Response import(const ApiCall& call, const std::string& staging);
  // files.cpp
  http::Response attachment(const ApiCall& call, const std::vector<std::string>& path,
                            const std::vector<Fault>& faults);
  http::Response list_files(const ApiCall& call);

  Clock& clock_;
  SimulatorSettings settings_;
  Instance instance_;
  Faults faults_;
  model::JsonParser parser_;
  std::unordered_set<std::string> tokens_;
  std::uint64_t last_token_ = 0;
  MonotonicTime hour_began_{};
  std::int64_t used_ = 0;
  std::map<std::string, std::uint64_t> calls_;
  Listener listener_;
};

// {"error":{...},"status":"failure"}
http::Response failure(int status, std::string_view message, std::string_view detail = {});
http::Response no_record();

}  // namespace hub::simulators::servicenow
