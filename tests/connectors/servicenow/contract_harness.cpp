// ServiceNow: the real connector over loopback HTTP to the shipped simulator.
#include "connectors/servicenow/target.hpp"
#include "core/model/builder.hpp"
#include "tests/contract/simulated_harness.hpp"
#include "tools/simulators/servicenow/simulator.hpp"

namespace hub::contract {

namespace {

using connectors::servicenow::Target;
using connectors::servicenow::TargetOptions;
using simulators::servicenow::Row;
using simulators::servicenow::Simulator;
using simulators::servicenow::SimulatorSettings;

constexpr const char* kTable = "incident";

Names servicenow_names() {
  Names names;
  names.record.name = "case";
  names.record.object = kTable;
  names.record.key_field = "correlation_id";
  names.part.name = "transcript";
  names.part.object = "attachment";
  names.part.key_field = "file_name";
  names.link_part_by("table_sys_id");
  names.short_field = "short_description";
  names.long_field = "description";
  names.part_field = "content";
  names.closed_field = "state";
  names.closed_value = model::Value::string("3");
  names.long_max = 4'000;
  names.part_max = 2u << 20;
  return names;
}

TargetOptions options_for(const Simulator& simulator) {
  TargetOptions options;
  options.client.base_url = simulator.base_url();
  options.client.timeout = std::chrono::seconds(4);
  options.case_table = kTable;
  return options;
}

http::TokenSource tokens_of(const Simulator& simulator, Clock& clock) {
  auto credentials = client_credentials_of(SimulatorSettings(), simulator.base_url() + "/oauth_token.do");
  return http::oauth_token_source(http::client_credentials(std::move(credentials)), clock);
}

class ServicenowHarness final : public SimulatedHarness<Simulator> {
 public:
  // As at the hub's start, the target is described first: what is too long is known from then on.
  ServicenowHarness() : SimulatedHarness(SimulatorSettings(), servicenow_names()) {
    if (!run(target_.describe({kTable})).ok()) std::abort();
  }

  delivery::Connector& connector() override { return target_; }
  std::string poison() const override { return "poison " + std::string(300, 'p'); }

  std::size_t count(std::string_view key) override {
    std::size_t found = 0;
    for (const Row* row : simulator().instance().rows(kTable)) {
      const auto value = row->values.find("correlation_id");
      found += value != row->values.end() && value->second == key;
    }
    for (const auto& file : simulator().instance().files())
      found += file.name == "transcript-" + std::string(key) + ".txt";
    return found;
  }
  std::string add_foreign(std::string_view line, bool is_closed) override { return add(line, {}, is_closed); }
  std::optional<std::string> line_of(std::string_view id) override {
    const Row* row = simulator().instance().find(kTable, id);
    return row ? std::optional(row->values.at("short_description")) : std::nullopt;
  }
  std::size_t records() override { return simulator().instance().rows(kTable).size(); }

  // correlation_id is not unique.
  bool duplicate(std::string_view key) override {
    add("A second one", key, false);
    return true;
  }

 private:
  std::vector<simulators::Fault> faults_of(Fault which) const override {
    simulators::Fault one = testing::make_fault("truncated_field", "write", -1);
    switch (which) {
      case Fault::budget_used_up:
        return {testing::make_fault("rate_limit", "write")};
      case Fault::text_shortened:
        one.field = "description";
        return {one};
      case Fault::update_lost:
        return usual_faults(Fault::lost_after_commit, "write");
      case Fault::record_locked:
        one = testing::make_fault("unserviced", "write");
        one.record = 1;
        return {one};
      case Fault::read_stale:  // what was written is read at once
        return {};
      default:
        return usual_faults(which, "write");
    }
  }

  std::string add(std::string_view line, std::string_view key, bool is_closed) {
    model::Arena arena;
    model::ObjectBuilder fields(arena);
    fields.add("short_description", model::Value::string(line));
    fields.add("correlation_id", model::Value::string(key));
    fields.add("state", model::Value::string(is_closed ? "3" : "1"));
    return simulator().instance().create(kTable, fields.finish()).sys_id;
  }

  Target target_{options_for(simulator()), tokens_of(simulator(), clock()), client(), clock()};
};

const bool added = add_suite(
    "servicenow", +[]() -> std::unique_ptr<Harness> { return std::make_unique<ServicenowHarness>(); });

}  // namespace

}  // namespace hub::contract
