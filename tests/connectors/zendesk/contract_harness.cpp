// Zendesk: the real connector over loopback HTTP to the shipped simulator.
#include <algorithm>

#include "connectors/zendesk/target.hpp"
#include "core/model/builder.hpp"
#include "tests/contract/simulated_harness.hpp"
#include "tools/simulators/zendesk/simulator.hpp"

namespace hub::contract {

namespace {

using connectors::zendesk::ClientOptions;
using connectors::zendesk::Target;
using connectors::zendesk::TargetOptions;
using simulators::zendesk::Simulator;
using simulators::zendesk::SimulatorSettings;

Names zendesk_names() {
  Names names;
  names.record.name = "case";
  names.record.object = "ticket";
  names.record.key_field = "external_id";
  names.part.name = "transcript";
  names.part.object = "comment";
  names.part.key_field = "marker";
  names.link_part_by("ticket_id");
  names.short_field = "subject";
  names.long_field = "comment";
  names.part_field = "body";
  names.closed_field = "status";
  names.closed_value = model::Value::string("solved");
  names.part_max = 50'000;
  names.can_match = false;
  return names;
}

ClientOptions client_options(const Simulator& simulator) {
  auto options = client_options_for<ClientOptions>(simulator);
  options.job_pace = {milliseconds(1), milliseconds(50), std::chrono::seconds(2)};
  return options;
}

http::TokenSource tokens_of(const Simulator& simulator, Clock& clock) {
  auto credentials = client_credentials_of(SimulatorSettings(), simulator.base_url() + "/oauth/tokens");
  credentials.encoding = http::OAuth::Encoding::json;
  return http::oauth_token_source(http::client_credentials(std::move(credentials)), clock);
}

SimulatorSettings quick_jobs() {
  SimulatorSettings settings;
  settings.job_time = milliseconds(0);
  settings.calls_per_minute = 0;  // a hundred tickets are looked up one by one
  return settings;
}

class ZendeskHarness final : public SimulatedHarness<Simulator> {
 public:
  ZendeskHarness() : SimulatedHarness(quick_jobs(), zendesk_names()) {}

  delivery::Connector& connector() override { return target_; }
  std::string poison() const override { return "poison " + std::string(300, 'p'); }

  std::size_t count(std::string_view key) override {
    std::size_t found = 0;
    const std::string marker = connectors::zendesk::marker(key);
    for (const auto& ticket : simulator().account().tickets()) {
      if (ticket.is_deleted) continue;
      found += ticket.external_id == key;
      for (const auto& comment : ticket.comments)
        found += comment.html.find(marker + "</pre>") != std::string::npos;
    }
    return found;
  }
  std::string add_foreign(std::string_view line, bool is_closed) override {
    model::Arena arena;
    return std::to_string(add(line, {}, is_closed, arena)->id);
  }
  std::optional<std::string> line_of(std::string_view id) override {
    const auto* ticket = simulator().account().find_ticket(simulators::zendesk::id_of(id));
    if (!ticket || ticket->is_deleted) return std::nullopt;
    return ticket->subject;
  }
  std::size_t records() override { return simulator().live_tickets(); }

  // external_id is not unique.
  bool duplicate(std::string_view key) override {
    model::Arena arena;
    add("A second one", key, false, arena);
    return true;
  }

 private:
  std::vector<simulators::Fault> faults_of(Fault which) const override {
    const std::string create = "create_many";
    simulators::Fault one = testing::make_fault("", create);
    switch (which) {
      case Fault::silent:
        one.kind = "late_answer";
        one.milliseconds = 4'500;
        return {one};
      case Fault::budget_used_up:
        return {testing::make_fault("rate_limit", create)};
      case Fault::text_shortened:
        one = testing::make_fault("truncated_comment", create, -1);
        one.record = -1;
        return {one};
      case Fault::update_lost:
        return {testing::make_fault("drop_after_commit", "update")};
      case Fault::read_stale:
        return {testing::make_fault("stale_read", "show_many")};
      default:  // no item of a job fails for the moment
        return usual_faults(which, create);
    }
  }

  simulators::zendesk::Ticket* add(std::string_view line, std::string_view key, bool is_closed,
                                   model::Arena& arena) {
    model::ObjectBuilder comment(arena), ticket(arena);
    comment.add("body", model::Value::string("Somebody else's"));
    ticket.add("subject", model::Value::string(line));
    ticket.add("external_id", model::Value::string(key));
    ticket.add("status", model::Value::string(is_closed ? "solved" : "open"));
    ticket.add("comment", comment.finish());
    return std::get<simulators::zendesk::Ticket*>(
        simulator().account().create_ticket(ticket.finish(), false));
  }

  Target target_{TargetOptions(), client_options(simulator()), tokens_of(simulator(), clock()), client(),
                 clock()};
};

std::unique_ptr<Harness> make() {
  return std::make_unique<ZendeskHarness>();
}

const bool added = add_suite("zendesk", make);

}  // namespace

}  // namespace hub::contract
