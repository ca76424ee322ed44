// HubSpot: the real connector over loopback HTTP to the shipped simulator.
#include "connectors/hubspot/target.hpp"
#include "core/model/builder.hpp"
#include "tests/contract/simulated_harness.hpp"
#include "tools/simulators/hubspot/simulator.hpp"

namespace hub::contract {

namespace {

using connectors::hubspot::Credentials;
using connectors::hubspot::Target;
using connectors::hubspot::TargetOptions;
using simulators::hubspot::Row;
using simulators::hubspot::Simulator;
using simulators::hubspot::SimulatorSettings;

Names hubspot_names() {
  Names names;
  names.record.name = "ticket";
  names.record.object = "tickets";
  names.record.key_field = "hub_key";
  names.part.name = "note";
  names.part.object = "notes";
  names.part.key_field = "hub_key";
  names.link_part_by("tickets");
  names.short_field = "subject";
  names.long_field = "content";
  names.part_field = "hs_note_body";
  names.closed_field = "hs_pipeline_stage";
  names.closed_value = model::Value::string("4");
  names.part_max = 50'000;
  return names;
}

// A public app: its token can expire and be had anew.
Credentials credentials() {
  const SimulatorSettings settings;
  Credentials credentials;
  credentials.client_id = settings.client_id;
  credentials.client_secret = Buffer(settings.client_secret);
  credentials.refresh_token = Buffer("rehearsal-refresh");
  return credentials;
}

TargetOptions options_for(const Simulator& simulator) {
  TargetOptions options;
  options.client.base_url = simulator.base_url();
  options.client.timeout = std::chrono::seconds(4);
  options.defaults["tickets"] = {{"hs_pipeline", "0"}, {"hs_pipeline_stage", "1"}};
  return options;
}

// As many searches as a clause makes in a moment; all other limits are HubSpot's.
SimulatorSettings account() {
  SimulatorSettings settings;
  settings.searches_max = 1'000;
  return settings;
}

class HubspotHarness final : public SimulatedHarness<Simulator> {
 public:
  HubspotHarness() : SimulatedHarness(account(), hubspot_names()) {}

  delivery::Connector& connector() override { return target_; }
  std::string poison() const override { return "poison " + std::string(66'000, 'p'); }

  std::size_t count(std::string_view key) override {
    std::size_t found = 0;
    for (const std::string_view object : {"tickets", "notes"})
      for (const Row* row : simulator().portal().live(object)) found += row->values.at("hub_key") == key;
    return found;
  }
  std::string add_foreign(std::string_view line, bool is_closed) override {
    model::Arena arena;
    model::ObjectBuilder fields(arena);
    fields.add("subject", model::Value::string(line));
    fields.add("hs_pipeline_stage", model::Value::string(is_closed ? "4" : "1"));
    fields.add("hub_key", model::Value());
    return std::get<Row*>(simulator().portal().create("tickets", fields.finish()))->id;
  }
  std::optional<std::string> line_of(std::string_view id) override {
    const Row* row = simulator().portal().find("tickets", id);
    return row ? std::optional(row->values.at("subject")) : std::nullopt;
  }
  std::size_t records() override { return simulator().portal().count("tickets"); }

  // The property is unique: HubSpot refuses a second one.
  bool duplicate(std::string_view) override { return false; }

 private:
  std::vector<simulators::Fault> faults_of(Fault which) const override {
    simulators::Fault one = testing::make_fault("truncated_field", "upsert", -1);
    switch (which) {
      case Fault::budget_used_up:
        return {testing::make_fault("daily_limit", "upsert")};
      case Fault::text_shortened:
        one.field = "content";
        return {one};
      case Fault::update_lost:
        return {testing::make_fault("drop_after_commit", "update")};
      case Fault::read_stale:
        return {testing::make_fault("stale_read", "read")};
      default:  // there are no locked records: 423 is an answer to a whole call
        return usual_faults(which, "upsert");
    }
  }

  Target target_{options_for(simulator()), credentials(), client(), clock()};
};

const bool added = add_suite(
    "hubspot", +[]() -> std::unique_ptr<Harness> { return std::make_unique<HubspotHarness>(); });

}  // namespace

}  // namespace hub::contract
