// Salesforce: the real connector over loopback HTTP to the shipped simulator, once writing by collections and
// once each case as a graph.
#include "connectors/salesforce/target.hpp"
#include "core/model/builder.hpp"
#include "tests/contract/simulated_harness.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace hub::contract {

namespace {

using connectors::salesforce::ClientOptions;
using connectors::salesforce::Credentials;
using connectors::salesforce::Target;
using connectors::salesforce::WriteBy;
using simulators::salesforce::Simulator;
using simulators::salesforce::SimulatorSettings;

Names salesforce_names() {
  Names names;
  names.record.name = "case";
  names.record.object = "Case";
  names.record.key_field = "Hub_Key__c";
  names.part.name = "transcript";
  names.part.object = "Chat_Transcript__c";
  names.part.key_field = "Hub_Key__c";
  names.link_part_by("Case__c");
  names.short_field = "Subject";
  names.long_field = "Description";
  names.part_field = "Body__c";
  names.closed_field = "IsClosed";
  names.closed_value = model::Value::boolean(true);
  return names;
}

Credentials credentials_for(const Simulator& simulator) {
  const SimulatorSettings settings;
  Credentials credentials;
  credentials.login_url = simulator.base_url();
  credentials.client_id = settings.client_id;
  credentials.client_secret = Buffer(settings.client_secret);
  return credentials;
}

ClientOptions short_timeout() {
  ClientOptions options;
  options.timeout = std::chrono::seconds(4);
  return options;
}

class SalesforceHarness final : public SimulatedHarness<Simulator> {
 public:
  explicit SalesforceHarness(WriteBy write_by)
      : SimulatedHarness(SimulatorSettings(), salesforce_names()), write_by_(write_by) {}

  delivery::Connector& connector() override { return target_; }
  std::string poison() const override { return "poison " + std::string(300, 'p'); }

  std::size_t count(std::string_view key) override {
    std::size_t found = 0;
    for (const std::string_view object : {"Case", "Chat_Transcript__c"}) {
      const auto* definition = simulator().org().schema().find(object);
      found += simulator().org().find_by_key(*definition, definition->find("Hub_Key__c"), key).size();
    }
    return found;
  }
  std::string add_foreign(std::string_view line, bool is_closed) override {
    model::Arena arena;
    model::ObjectBuilder fields(arena);
    fields.add("Subject", model::Value::string(line));
    fields.add("Status", model::Value::string(is_closed ? "Closed" : "Working"));
    auto& org = simulator().org();
    const auto made = org.create(*org.schema().find("Case"), fields.finish());
    return std::get<simulators::salesforce::Row*>(made)->id;
  }
  std::optional<std::string> line_of(std::string_view id) override {
    const auto* row = simulator().org().find(id);
    if (!row) return std::nullopt;
    return std::get<std::string>(row->fields[static_cast<std::size_t>(row->object->find("Subject"))]);
  }
  std::size_t records() override { return simulator().live_rows("Case"); }

  // The shipped schema's key field is unique, as an org's must be.
  bool duplicate(std::string_view) override { return false; }

 private:
  std::vector<simulators::Fault> faults_of(Fault which) const override {
    auto faults = faults_of_collections(which);
    for (simulators::Fault& one : faults) {
      const bool is_write = one.operation == "upsert" || one.operation == "update";
      if (is_write && write_by_ == WriteBy::graph) one.operation = "graph";
    }
    return faults;
  }
  std::vector<simulators::Fault> faults_of_collections(Fault which) const {
    const std::string upsert = "upsert";
    simulators::Fault one = testing::make_fault("", upsert);
    switch (which) {
      case Fault::silent:
        one.kind = "latency";
        one.milliseconds = 4'500;
        return {one};
      case Fault::budget_used_up:
        return {testing::make_fault("request_limit", upsert)};
      case Fault::record_locked:
        one.kind = "record_error";
        one.record = 1;
        one.text = "UNABLE_TO_LOCK_ROW";
        return {one};
      case Fault::text_shortened:
        one = testing::make_fault("truncated_field", upsert, -1);
        one.field = "Description";
        return {one};
      case Fault::update_lost:
        return {testing::make_fault("drop_after_commit", "update")};
      case Fault::read_stale:
        return {testing::make_fault("stale_read", "retrieve")};
      default:
        break;
    }
    auto faults = usual_faults(which, upsert);
    for (simulators::Fault& each : faults)
      if (each.status == 429) each.text = "TOO_MANY_REQUESTS";
    return faults;
  }

  WriteBy write_by_;
  Target target_{short_timeout(), credentials_for(simulator()), client(), clock(), write_by_};
};

template <WriteBy write_by>
std::unique_ptr<Harness> make() {
  return std::make_unique<SalesforceHarness>(write_by);
}

const bool added = add_suite("salesforce", make<WriteBy::collections>) &&
                   add_suite("salesforce_graph", make<WriteBy::graph>);

}  // namespace

}  // namespace hub::contract
