// The real connector over loopback HTTP to the shipped simulator, and what the engine does with one attempt.
// One thread.
#pragma once

#include <algorithm>

#include "connectors/salesforce/target.hpp"
#include "core/delivery/existing_records.hpp"
#include "core/model/builder.hpp"
#include "tests/support/on_loopback.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace hub::connectors::salesforce {

using simulators::salesforce::Simulator;
using simulators::salesforce::SimulatorSettings;

struct Rehearsal : testing::OnLoopback<Simulator> {
  explicit Rehearsal(WriteBy write_by = WriteBy::collections) : OnLoopback(SimulatorSettings()) {
    Credentials credentials;
    credentials.login_url = simulator->base_url();
    credentials.client_id = "hub";
    credentials.client_secret = Buffer("hub-secret");
    target.emplace(ClientOptions{}, std::move(credentials), client, clock, write_by);
  }

  std::vector<delivery::CaseOutcome> deliver(std::vector<delivery::CaseRecords> batch) {
    delivery::BatchDelivery delivery(*target, clock, arena, {2, milliseconds(1)});
    return run(delivery.run(std::move(batch)));
  }
  // The same for cases whose records may be at the org already.
  std::vector<delivery::CaseOutcome> resolve_and_deliver(std::vector<delivery::CaseRecords>& cases) {
    delivery::MatchClaims claims{std::array<std::byte, 32>{}};
    delivery::MatchClaims::Hold hold(claims);
    delivery::ExistingRecords existing(*target, hold, arena);
    const auto errors = run(existing.resolve(cases));
    std::vector<delivery::CaseOutcome> outcomes;
    for (const auto& error : errors) outcomes.push_back({error, {}});
    const bool may_go_on = std::ranges::none_of(errors, [](const auto& error) { return error.has_value(); });
    return may_go_on ? deliver(cases) : outcomes;
  }
  // How many calls of that kind the org has seen.
  std::uint64_t calls(const char* operation) {
    const auto counted = simulator->calls();
    const auto found = counted.find(operation);
    return found == counted.end() ? 0 : found->second;
  }
  // Without logins.
  std::uint64_t all_calls() {
    std::uint64_t sum = 0;
    for (const auto& [operation, count] : simulator->calls()) sum += operation == "token" ? 0 : count;
    return sum;
  }
  void set_field(std::string kind, std::string field) {
    // "*" would strike the login, which has no fields.
    simulators::Fault fault = testing::make_fault(std::move(kind), "upsert");
    fault.field = std::move(field);
    simulator->faults().add(std::move(fault));
  }

  model::Arena arena;
  std::optional<Target> target;
};

}  // namespace hub::connectors::salesforce
