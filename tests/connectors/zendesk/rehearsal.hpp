// The real connector over loopback HTTP to the shipped simulator, and what the engine does with one attempt.
// One thread.
#pragma once

#include <algorithm>

#include "connectors/zendesk/target.hpp"
#include "core/async/system_clock.hpp"
#include "core/delivery/existing_records.hpp"
#include "core/http/curl_client.hpp"
#include "core/http/oauth.hpp"
#include "core/model/builder.hpp"
#include "tests/support/make_record.hpp"
#include "tests/support/run_task.hpp"
#include "tools/simulators/zendesk/simulator.hpp"

namespace hub::connectors::zendesk {

using simulators::zendesk::Simulator;
using simulators::zendesk::SimulatorSettings;
using simulators::zendesk::Ticket;

inline SimulatorSettings quick_simulator() {
  SimulatorSettings settings;
  settings.job_time = milliseconds(5);
  return settings;
}

struct Rehearsal {
  explicit Rehearsal(TargetOptions options = {}, SimulatorSettings settings = quick_simulator())
      : simulator(Simulator::start(io, clock, std::move(settings)).value()) {
    ticket.name = "ticket";
    ticket.object = kTicket;
    ticket.key_field = "external_id";
    comment.name = "comment";
    comment.object = kComment;
    comment.key_field = "marker";
    comment.stage = 1;
    comment.parent = 0;
    comment.parent_field = "ticket_id";
    comment.parent_key_field = "external_id";
    attachment = comment;
    attachment.name = "file";
    attachment.object = kAttachment;
    ClientOptions client_options;
    client_options.base_url = simulator->base_url();
    client_options.timeout = std::chrono::seconds(5);
    client_options.job_pace = {milliseconds(2), milliseconds(20), milliseconds(300)};
    http::ClientCredentials credentials;
    credentials.token_url = simulator->base_url() + "/oauth/tokens";
    credentials.client_id = "hub";
    credentials.client_secret = Buffer("hub-secret");
    credentials.encoding = http::OAuth::Encoding::json;
    target.emplace(std::move(options), std::move(client_options),
                   http::oauth_token_source(http::client_credentials(std::move(credentials)), clock), client,
                   clock);
  }
  ~Rehearsal() {
    bool stopped = false;
    spawn(io.get_executor(), simulator->stop(), [&] { stopped = true; });
    io.restart();
    while (!stopped) io.run_one();
  }

  static http::ClientSettings loopback() {
    http::ClientSettings settings;
    settings.guard = http::AddressGuard::with_allowed({"127.0.0.1/32"}).value();
    return settings;
  }
  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    spawn(io.get_executor(), testing::keep_result(std::move(task), result));
    io.restart();
    while (!result) io.run_one();
    return std::move(*result);
  }
  std::vector<delivery::CaseOutcome> deliver(std::vector<model::Record> records, bool look_up_first = false) {
    delivery::BatchDelivery delivery(*target, clock, arena, {2, milliseconds(1)});
    std::vector<delivery::CaseRecords> cases;
    cases.push_back({std::move(records), look_up_first});
    return run(delivery.run(std::move(cases)));
  }

  model::Record record(const model::RecordShape& shape, std::string_view key,
                       std::initializer_list<std::pair<std::string_view, model::Value>> fields,
                       std::string_view parent_key = {}) {
    model::ObjectBuilder object(arena);
    for (const auto& [name, value] : fields) object.add(name, value);
    return testing::make_record(shape, key, parent_key, 0, object.finish());
  }
  static model::Value text(std::string_view words) { return model::Value::string(words); }

  void fault(std::string kind, std::string operation, std::int64_t times = 1) {
    simulators::Fault fault;
    fault.kind = std::move(kind);
    fault.operation = std::move(operation);
    fault.times = times;
    simulator->faults().add(std::move(fault));
  }
  std::uint64_t calls(const std::string& operation) const {
    const auto found = simulator->calls().find(operation);
    return found == simulator->calls().end() ? 0 : found->second;
  }
  Ticket& only_ticket() {
    BOOST_REQUIRE(simulator->account().tickets().size() == 1u);
    return simulator->account().tickets().front();
  }

  IoContext io{1};
  SystemClock clock{io};
  std::unique_ptr<Simulator> simulator;
  http::CurlClient client{io, loopback()};
  model::Arena arena;
  model::RecordShape ticket, comment, attachment;
  std::optional<Target> target;
};

}  // namespace hub::connectors::zendesk
