// The real connector over loopback HTTP to the shipped simulator, and what the engine does with one attempt.
// One thread.
#pragma once

#include <algorithm>

#include "connectors/zendesk/target.hpp"
#include "core/delivery/existing_records.hpp"
#include "core/http/oauth.hpp"
#include "core/model/builder.hpp"
#include "tests/support/make_record.hpp"
#include "tests/support/on_loopback.hpp"
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

struct Rehearsal : testing::OnLoopback<Simulator> {
  explicit Rehearsal(TargetOptions options = {}, SimulatorSettings settings = quick_simulator())
      : OnLoopback(std::move(settings)) {
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
    simulator->faults().add(testing::make_fault(std::move(kind), std::move(operation), times));
  }
  std::uint64_t calls(const std::string& operation) const {
    const auto found = simulator->calls().find(operation);
    return found == simulator->calls().end() ? 0 : found->second;
  }
  Ticket& only_ticket() {
    BOOST_REQUIRE(simulator->account().tickets().size() == 1u);
    return simulator->account().tickets().front();
  }

  model::Arena arena;
  model::RecordShape ticket, comment, attachment;
  std::optional<Target> target;
};

}  // namespace hub::connectors::zendesk
