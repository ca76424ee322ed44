// A Dynamics 365 environment in a process: its login, the Web API of Dataverse with batches and change sets,
// service protection limits (dynamics.md), and a control path that tests and people steer it by. One loop's
// thread; stop() before it dies.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>

#include "core/model/json.hpp"
#include "tools/simulators/common/faults.hpp"
#include "tools/simulators/common/listener.hpp"
#include "tools/simulators/common/rest_target.hpp"
#include "tools/simulators/dynamics/organisation.hpp"

namespace hub::simulators::dynamics {

struct SimulatorSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string client_id = "hub", client_secret = "hub-secret";
  std::string collector_id;               // not empty: an administrator made a contact of this id
  std::size_t requests_max = 6'000;       // in five minutes
  milliseconds execution_max{1'200'000};  // of all of them together
  std::size_t concurrent_max = 52;
  milliseconds operation_cost{30};  // what one operation of a batch counts; a guess
  std::size_t page_rows = 5'000;
  milliseconds latency{0};  // of every API call
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
  // What one call may meet: faults, and what its change set has written so far.
  struct Context {
    std::vector<Fault> faults;
    References references;
  };

  Simulator(Clock& clock, SimulatorSettings settings);
  Task<http::Response> handle(http::Request request);
  Task<http::Response> api(http::Request request, RestTarget target);
  http::Response run(const http::Request& request, const std::string& operation, Context& context);
  void add_collector();
  std::size_t repeated_cases();
  std::string state_json();

  // access.cpp
  http::Response token(const http::Request& request);
  bool is_authorised(const http::Request& request) const;
  std::optional<http::Response> refuse(const std::vector<Fault>& faults);
  std::optional<http::Response> over_limit();
  void count_execution(std::size_t operations);
  http::Response with_limits(http::Response response) const;

  // batches.cpp
  http::Response batch(const http::Request& request, Context& context);
  std::vector<http::Response> change_set(const std::vector<http::Request>& operations, Context& context);

  // rows.cpp: one operation, alone or in a batch
  http::Response carry_out(const http::Request& operation, Context& context);
  http::Response write(const http::Request& operation, const RestTarget& target, Context& context);
  http::Response upsert(const http::Request& operation, const RestTarget& target, const Table& table,
                        const model::Value& body, Context& context);
  http::Response act(const RestTarget& target, const model::Value& body, Context& context);
  http::Response remove(const RestTarget& target);
  http::Response written(const Row& row, bool is_new, const http::Request& operation);
  // queries.cpp
  http::Response get(const http::Request& operation, const RestTarget& target, const Context& context);
  http::Response list(const http::Request& operation, const RestTarget& target, const Table& table);
  // metadata.cpp
  http::Response definitions(const RestTarget& target);

  Clock& clock_;
  SimulatorSettings settings_;
  Organisation organisation_;
  Faults faults_;
  model::Arena arena_;
  model::JsonParser parser_;
  std::unordered_set<std::string> tokens_;
  std::uint64_t last_token_ = 0;
  std::deque<MonotonicTime> recent_;
  std::deque<std::pair<MonotonicTime, milliseconds>> executed_;
  std::size_t under_way_ = 0;
  std::map<std::string, std::uint64_t> calls_;
  Listener listener_;
};

// Below the root of the API, whose addresses may be written in full: "incidents(...)?$select=title".
RestTarget api_target(std::string_view address);
bool is_api(const RestTarget& target);

// "incidents(0b0e...)" or "incidents(hub_caseid='abc')".
struct RowAddress {
  std::string set, id;                // empty id: of the whole set
  std::string key_column, key_value;  // instead of an id
};
RowAddress row_address(std::string_view segment);

// A function may be called with its empty list of parameters.
inline bool is_who_am_i(std::string_view segment) {
  return segment == "WhoAmI" || segment == "WhoAmI()";
}

// {"error":{...}}
http::Response refused(const Refusal& refusal);
http::Response refused_row(const Table& table, std::string_view id);

// The columns of $select that a row does not have are refused.
std::optional<Refusal> check_select(const Table& table, const RestTarget& target);
void write_row(const Row& row, const Cells& cells, const RestTarget& target, Buffer& out);

// What a call is called by faults and counters: "batch_write", "get", ...; empty when there is no such call.
std::string operation_of(const http::Request& request, const RestTarget& target);

}  // namespace hub::simulators::dynamics
