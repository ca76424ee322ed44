// Dynamics 365: the real connector over loopback HTTP to the shipped simulator.
#include "connectors/dynamics/target.hpp"
#include "core/model/builder.hpp"
#include "tests/contract/simulated_harness.hpp"
#include "tools/simulators/dynamics/simulator.hpp"

namespace hub::contract {

namespace {

using connectors::dynamics::ClientOptions;
using connectors::dynamics::Target;
using connectors::dynamics::WriteOptions;
using simulators::dynamics::Row;
using simulators::dynamics::Simulator;
using simulators::dynamics::SimulatorSettings;

constexpr auto kWrite = "batch_write";

Names dynamics_names() {
  Names names;
  names.record.name = "case";
  names.record.object = "incidents";
  names.record.key_field = "incidentid";
  names.part.name = "note";
  names.part.object = "annotations";
  names.part.key_field = "annotationid";
  names.link_part_by("objectid_incident");
  names.short_field = "title";
  names.long_field = names.part_field = "Document";
  names.closed_field = "statecode";
  names.closed_value = model::Value::integer(1);
  names.long_max = 3'000'000;
  return names;
}

http::TokenSource tokens(const Simulator& simulator, Clock& clock) {
  auto credentials =
      client_credentials_of(SimulatorSettings(), simulator.base_url() + "/directory/oauth2/v2.0/token");
  credentials.scope = simulator.base_url() + "/.default";
  return http::oauth_token_source(http::client_credentials(std::move(credentials)), clock);
}

class DynamicsHarness final : public SimulatedHarness<Simulator> {
 public:
  DynamicsHarness() : SimulatedHarness(SimulatorSettings(), dynamics_names()) {
    model::Arena arena;
    model::ObjectBuilder contact(arena);
    contact.add("lastname", model::Value::string("Web visitors"));
    collector_ = "contacts(" + add("contacts", contact.finish())->id + ')';
    WriteOptions options;
    options.collector = collector_;
    target_.emplace(std::move(options), client_options_for<ClientOptions>(simulator()),
                    tokens(simulator(), clock()), client(), clock());
  }

  delivery::Connector& connector() override { return *target_; }
  std::string poison() const override { return "poison " + std::string(300, 'p'); }

  std::size_t count(std::string_view key) override {
    const std::string id = connectors::dynamics::id_of_key(key);
    std::size_t found = 0;
    for (const std::string_view set : {"incidents", "annotations"})
      found += simulator().organisation().find(set, id) != nullptr;
    return found;
  }
  std::string add_foreign(std::string_view line, bool is_closed) override {
    model::Arena arena;
    model::ObjectBuilder fields(arena);
    fields.add("title", model::Value::string(line));
    fields.add("statecode", model::Value::integer(is_closed ? 1 : 0));
    fields.add("customerid_contact@odata.bind", model::Value::string(collector_));
    return add("incidents", fields.finish())->id;
  }
  std::optional<std::string> line_of(std::string_view id) override {
    const Row* row = simulator().organisation().find("incidents", id);
    return row ? std::optional(row->cells.at("title").text) : std::nullopt;
  }
  std::size_t records() override { return simulator().organisation().live("incidents").size(); }

  // The id is made from the key: Dataverse refuses a second one.
  bool duplicate(std::string_view) override { return false; }

 private:
  const Row* add(std::string_view set, const model::Value& fields) {
    auto& organisation = simulator().organisation();
    return std::get<Row*>(organisation.create(*organisation.find_table(set), "", fields));
  }

  std::vector<simulators::Fault> faults_of(Fault which) const override {
    simulators::Fault cut = testing::make_fault("truncated_field", kWrite, -1);
    switch (which) {
      case Fault::budget_used_up:
        return {testing::make_fault("service_protection", kWrite)};
      case Fault::text_shortened:
        cut.field = "documentbody";
        return {cut};
      case Fault::update_lost:
        return {testing::make_fault("drop_after_commit", kWrite)};
      case Fault::read_stale:
        return {testing::make_fault("stale_read", "batch_read")};
      default:  // there are no locked records
        return usual_faults(which, kWrite);
    }
  }

  std::string collector_;
  std::optional<Target> target_;
};

const bool added = add_suite(
    "dynamics", +[]() -> std::unique_ptr<Harness> { return std::make_unique<DynamicsHarness>(); });

}  // namespace

}  // namespace hub::contract
