// The real connector over loopback HTTP to the shipped simulator, and what the engine does with one attempt.
// One thread.
#pragma once

#include <algorithm>

#include "connectors/salesforce/target.hpp"
#include "core/async/system_clock.hpp"
#include "core/delivery/existing_records.hpp"
#include "core/http/curl_client.hpp"
#include "core/model/builder.hpp"
#include "tests/support/run_task.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace hub::connectors::salesforce {

using simulators::salesforce::Simulator;

struct Rehearsal {
  Rehearsal() {
    Credentials credentials;
    credentials.login_url = simulator->base_url();
    credentials.client_id = "hub";
    credentials.client_secret = Buffer("hub-secret");
    target.emplace(ClientOptions{}, std::move(credentials), client, clock);
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
  std::vector<delivery::CaseOutcome> deliver(std::vector<delivery::CaseRecords> batch) {
    delivery::BatchDelivery delivery(*target, clock, arena, {2, milliseconds(1)});
    std::optional<std::vector<delivery::CaseOutcome>> outcomes;
    spawn(io.get_executor(), testing::keep_result(delivery.run(std::move(batch)), outcomes));
    io.restart();
    while (!outcomes) io.run_one();
    return std::move(*outcomes);
  }
  // The same for cases whose records may be at the org already.
  std::vector<delivery::CaseOutcome> resolve_and_deliver(std::vector<delivery::CaseRecords>& cases) {
    delivery::MatchClaims claims{std::array<std::byte, 32>{}};
    delivery::MatchClaims::Hold hold(claims);
    delivery::ExistingRecords existing(*target, hold, arena);
    std::optional<std::vector<std::optional<Error>>> errors;
    spawn(io.get_executor(), testing::keep_result(existing.resolve(cases), errors));
    io.restart();
    while (!errors) io.run_one();
    std::vector<delivery::CaseOutcome> outcomes;
    for (const auto& error : *errors) outcomes.push_back({error, {}});
    const bool may_go_on = std::ranges::none_of(*errors, [](const auto& error) { return error.has_value(); });
    return may_go_on ? deliver(cases) : outcomes;
  }
  void set_field(std::string kind, std::string field) {
    simulators::Fault fault;
    fault.kind = std::move(kind);
    fault.operation = "upsert";  // "*" would strike the login, which has no fields
    fault.field = std::move(field);
    simulator->faults().add(std::move(fault));
  }

  IoContext io{1};
  SystemClock clock{io};
  std::unique_ptr<Simulator> simulator = Simulator::start(io, clock, {}).value();
  http::CurlClient client{io, loopback()};
  model::Arena arena;
  std::optional<Target> target;
};

}  // namespace hub::connectors::salesforce
