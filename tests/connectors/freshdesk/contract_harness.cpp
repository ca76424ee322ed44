// Freshdesk: the real connector over loopback HTTP to the shipped simulator.
#include <algorithm>

#include "connectors/freshdesk/target.hpp"
#include "core/base/base64.hpp"
#include "core/model/builder.hpp"
#include "tests/contract/simulated_harness.hpp"
#include "tools/simulators/freshdesk/simulator.hpp"

namespace hub::contract {

namespace {

using connectors::freshdesk::ClientOptions;
using connectors::freshdesk::Target;
using connectors::freshdesk::TargetOptions;
using simulators::freshdesk::Contact;
using simulators::freshdesk::Simulator;
using simulators::freshdesk::SimulatorSettings;
using simulators::freshdesk::Ticket;

constexpr auto kCreate = "create_ticket";

Names freshdesk_names() {
  Names names;
  names.record.name = "ticket";
  names.record.object = "ticket";
  names.record.key_field = "cf_hub_key";
  names.part.name = "note";
  names.part.object = "note";
  names.part.key_field = "marker";
  names.link_part_by("ticket_id");
  names.short_field = "subject";
  names.long_field = "description";
  names.part_field = "body";
  names.closed_field = "status";
  names.closed_value = model::Value::integer(5);
  names.part_max = 60'000;
  names.can_match = false;
  return names;
}

http::TokenSource api_key() {
  return http::fixed_token({base64_encode(SimulatorSettings().client_secret + ":X"), {}, {}, "Basic"});
}

// Many records are written and looked up one by one in a moment.
SimulatorSettings account() {
  SimulatorSettings settings;
  settings.calls_per_minute = settings.lists_per_minute = 0;
  return settings;
}

class FreshdeskHarness final : public SimulatedHarness<Simulator> {
 public:
  FreshdeskHarness() : SimulatedHarness(account(), freshdesk_names()) {
    model::Arena arena;
    model::ObjectBuilder contact(arena);
    contact.add("name", model::Value::string("Web visitors"));
    contact.add("unique_external_id", model::Value::string("visitors"));
    requester_ = std::get<Contact*>(simulator().account().create_contact(contact.finish()))->id;
    TargetOptions options;
    options.requester_id = std::to_string(requester_);
    target_.emplace(std::move(options), client_options_for<ClientOptions>(simulator()), api_key(), client(),
                    clock());
  }

  delivery::Connector& connector() override { return *target_; }
  std::string poison() const override { return "poison " + std::string(300, 'p'); }

  std::size_t count(std::string_view key) override {
    std::size_t found = 0;
    const std::string marker = connectors::freshdesk::marker(key) + "</div>";
    const std::string held = '"' + std::string(key) + '"';
    for (const Ticket& ticket : simulator().account().tickets()) {
      if (ticket.is_deleted) continue;
      const auto own = ticket.custom.find("cf_hub_key");
      found += own != ticket.custom.end() && own->second == held;
      for (const auto& note : ticket.conversations)
        found += !note.is_deleted && note.html.find(marker) != std::string::npos;
    }
    return found;
  }
  std::string add_foreign(std::string_view line, bool is_closed) override {
    return std::to_string(add(line, is_closed, {})->id);
  }
  std::optional<std::string> line_of(std::string_view id) override {
    const Ticket* ticket = simulator().account().find_ticket(std::stoll(std::string(id)));
    if (!ticket || ticket->is_deleted) return std::nullopt;
    const std::string& json = ticket->fields.at("subject");
    return json.substr(1, json.size() - 2);
  }
  std::size_t records() override {
    const auto& tickets = simulator().account().tickets();
    return static_cast<std::size_t>(std::ranges::count(tickets, false, &Ticket::is_deleted));
  }

  bool duplicate(std::string_view key) override {
    add("A second one", false, key);
    return true;
  }

 private:
  const Ticket* add(std::string_view line, bool is_closed, std::string_view key) {
    model::Arena arena;
    model::ObjectBuilder fields(arena), custom(arena);
    fields.add("subject", model::Value::string(line));
    fields.add("description", model::Value::string("Somebody else's"));
    fields.add("status", model::Value::integer(is_closed ? 5 : 2));
    fields.add("requester_id", model::Value::integer(requester_));
    custom.add("cf_hub_key", model::Value::string(key));
    if (!key.empty()) fields.add("custom_fields", custom.finish());
    return std::get<Ticket*>(simulator().account().create_ticket(fields.finish()));
  }

  std::vector<simulators::Fault> faults_of(Fault which) const override {
    switch (which) {
      case Fault::budget_used_up:
        return {testing::make_fault("rate_limit", kCreate)};
      case Fault::text_shortened:
        return {testing::make_fault("truncated_text", kCreate, -1)};
      case Fault::update_lost:
        return {testing::make_fault("drop_after_commit", "update_ticket")};
      case Fault::read_stale:
        return {testing::make_fault("stale_read", "get_ticket")};
      case Fault::token_expired:  // an API key does not expire
      case Fault::record_locked:
        return {};
      default:
        return usual_faults(which, kCreate);
    }
  }

  std::int64_t requester_ = 0;
  std::optional<Target> target_;
};

const bool added = add_suite(
    "freshdesk", +[]() -> std::unique_ptr<Harness> { return std::make_unique<FreshdeskHarness>(); });

}  // namespace

}  // namespace hub::contract
