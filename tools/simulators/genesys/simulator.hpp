// A Genesys Cloud organisation in a process: login, external contacts, notes, workitems and GDPR requests
// with real paths, permissions and limits (genesys.md), and a control path that tests and people steer it by.
// One loop's thread; stop() before it dies.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_set>

#include "core/model/json.hpp"
#include "tools/simulators/common/faults.hpp"
#include "tools/simulators/common/listener.hpp"
#include "tools/simulators/common/rest_target.hpp"
#include "tools/simulators/genesys/organisation.hpp"

namespace hub::simulators::genesys {

struct SimulatorSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string client_id = "hub", client_secret = "hub-secret";
  std::int64_t calls_per_minute = 300;  // 0: no limit
  milliseconds query_lag{0};            // so long after it was made no query shows a workitem
  milliseconds latency{0};              // of every API call
};

class Simulator {
 public:
  static Result<std::unique_ptr<Simulator>> start(IoContext& io, Clock& clock, SimulatorSettings settings);

  std::string base_url() const { return listener_.base_url(); }
  Task<void> stop() { return listener_.stop(); }

  Organisation& organisation() { return organisation_; }
  Faults& faults() { return faults_; }
  void reset();

 private:
  struct Call {
    const http::Request& request;
    const RestTarget& target;
    std::vector<std::string> ids;  // what the path has in place of each *
    std::vector<Fault> faults;
    model::Value body;  // an object

    std::string query(const char* name) const;
    std::size_t number(const char* name, std::size_t usual) const;
  };
  struct Route {
    std::string_view method, path;  // below /api/v2/
    std::string_view operation, permission;
    http::Response (Simulator::*answer)(Call& call);
  };
  struct Erasure {
    std::string contact_id;
    std::size_t step = 0;
  };

  Simulator(Clock& clock, SimulatorSettings settings);
  static const Route* find_route(const std::string& method, const RestTarget& target,
                                 std::vector<std::string>& ids);
  Task<http::Response> handle(http::Request request);
  Task<http::Response> api(const http::Request& request, const RestTarget& target);
  http::Response run(const Route& route, Call& call);
  std::string state_json();

  // access.cpp
  http::Response token(const http::Request& request);
  std::optional<http::Response> unauthorised(const http::Request& request);
  std::optional<http::Response> told_to_fail(const Route& route, const std::vector<Fault>& faults);
  std::optional<http::Response> over_budget();
  http::Response too_many(const std::string& retry_after);
  std::int64_t seconds_left() const;
  http::Response with_headers(http::Response response);

  // contacts.cpp
  http::Response enrich(Call& call);
  http::Response find_contact(Call& call);
  http::Response add_contact(Call& call);
  http::Response get_contact(Call& call);
  http::Response delete_contact(Call& call);
  http::Response promote(Call& call);
  http::Response list_sources(Call& call);
  http::Response add_source(Call& call);
  http::Response find_subjects(Call& call);
  http::Response request_erasure(Call& call);
  http::Response get_erasure(Call& call);
  http::Response erasure_json(const std::string& id, const Erasure& erasure);

  // notes.cpp
  http::Response list_notes(Call& call);
  http::Response get_note(Call& call);
  http::Response add_note(Call& call);
  http::Response add_notes(Call& call);
  http::Response change_note(Call& call);
  http::Response delete_note(Call& call);
  http::Response scan_notes(Call& call);

  // workitems.cpp
  http::Response create_workitem(Call& call);
  http::Response get_workitem(Call& call);
  http::Response change_workitem(Call& call);
  http::Response delete_workitem(Call& call);
  http::Response terminate(Call& call);
  http::Response query_workitems(Call& call);

  Clock& clock_;
  SimulatorSettings settings_;
  Organisation organisation_;
  Faults faults_;
  model::Arena arena_;
  model::JsonParser parser_;
  std::unordered_set<std::string> tokens_;
  std::uint64_t last_token_ = 0, last_correlation_ = 0;
  MonotonicTime window_start_{};
  std::int64_t window_calls_ = 0;
  std::map<std::string, Erasure> erasures_;
  std::map<std::string, std::uint64_t> calls_;
  Listener listener_;
};

// Genesys Cloud's error body.
http::Response refused(const Refusal& refusal);
http::Response not_found();
std::string refusal_json(const Refusal& refusal);
// `json` as a 200, or what it showed one write ago when a fault says so: nothing then is a 404.
http::Response shown(std::string json, const std::string& before, const std::vector<Fault>& faults);
// A body whose text is cut in half, when a fault says so.
model::Value shortened(const model::Value& body, const std::vector<Fault>& faults, model::Arena& arena);

}  // namespace hub::simulators::genesys
