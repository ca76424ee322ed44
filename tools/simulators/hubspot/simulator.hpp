// A HubSpot account in a process: real paths, tokens, limits and per-record results (hubspot.md), and a
// control path that tests and people steer it by. One loop's thread; stop() before it dies.
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
#include "tools/simulators/hubspot/portal.hpp"

namespace hub::simulators::hubspot {

inline constexpr std::string_view kCollectorId = "501";

struct SimulatorSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string client_id = "hub", client_secret = "hub-secret";
  std::string private_token = "pat-rehearsal";
  std::string collector_email;  // not empty: an administrator made this contact, of the id kCollectorId
  std::size_t burst_max = 190;  // calls in ten seconds
  std::int64_t daily_max = 650'000;
  std::size_t searches_max = 5;  // a second
  milliseconds search_lag{0};    // so long after a write no search shows it
  milliseconds latency{0};       // of every API call
};

class Simulator {
 public:
  static Result<std::unique_ptr<Simulator>> start(IoContext& io, Clock& clock, SimulatorSettings settings);

  std::string base_url() const { return listener_.base_url(); }
  Task<void> stop() { return listener_.stop(); }

  Portal& portal() { return portal_; }
  Faults& faults() { return faults_; }
  void reset();

 private:
  struct Call {
    std::string operation, object, to;
    const http::Request& request;
    const RestTarget& target;
    std::vector<Fault> faults;
    model::Value body;
  };

  Simulator(Clock& clock, SimulatorSettings settings);
  Task<http::Response> handle(http::Request request);
  Task<http::Response> api(http::Request request, RestTarget target);
  http::Response run(Call& call);
  http::Response control(const http::Request& request, const RestTarget& target);
  std::string state_json();
  void add_collector();

  // access.cpp
  http::Response token(const http::Request& request);
  bool is_authorised(const http::Request& request) const;
  std::optional<http::Response> refuse(const std::vector<Fault>& faults);
  std::optional<http::Response> over_budget(std::string_view operation);
  http::Response with_usage(http::Response response) const;

  // records.cpp: one record at a time
  http::Response create(Call& call);
  http::Response get(Call& call);
  http::Response update_one(Call& call);
  http::Response archive_one(Call& call);
  http::Response list(Call& call);
  http::Response properties(Call& call);
  http::Response add_property(Call& call);
  http::Response search(Call& call);
  http::Response forget(Call& call);
  // batches.cpp: many
  http::Response batch_write(Call& call);
  http::Response batch_read(Call& call);
  http::Response batch_archive(Call& call);
  http::Response batch_link(Call& call);
  http::Response batch_links(Call& call);
  std::variant<Row*, Refusal> write_input(const Call& call, const model::Value& input, bool& is_new);
  Row* row_of(std::string_view object, std::string_view id, std::string_view id_property);

  Clock& clock_;
  SimulatorSettings settings_;
  Portal portal_;
  Faults faults_;
  model::Arena arena_;
  model::JsonParser parser_;
  std::unordered_set<std::string> tokens_;
  std::uint64_t last_token_ = 0;
  std::deque<MonotonicTime> recent_, recent_searches_;
  std::int64_t used_ = 0;
  std::map<std::string, std::uint64_t> calls_;
  Listener listener_;
};

// HubSpot's error body.
http::Response refused(const Refusal& refusal);
void write_refusal(const Refusal& refusal, std::string_view id, Buffer& out);

}  // namespace hub::simulators::hubspot
