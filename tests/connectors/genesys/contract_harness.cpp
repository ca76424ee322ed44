// Genesys Cloud: the real connector over loopback HTTP to the shipped simulator, once for contacts with their
// notes and once for workitems.
#include <algorithm>

#include "connectors/genesys/target.hpp"
#include "core/model/builder.hpp"
#include "tests/contract/simulated_harness.hpp"
#include "tools/simulators/genesys/simulator.hpp"

namespace hub::contract {

namespace {

using connectors::genesys::ClientOptions;
using connectors::genesys::read_marker;
using connectors::genesys::Target;
using connectors::genesys::TargetOptions;
using simulators::genesys::Contact;
using simulators::genesys::Note;
using simulators::genesys::Simulator;
using simulators::genesys::SimulatorSettings;
using simulators::genesys::Workitem;

Names contact_names() {
  Names names;
  names.record.name = "contact";
  names.record.object = "contact";
  names.record.key_field = "externalIds";
  names.part.name = "note";
  names.part.object = "note";
  names.part.key_field = "marker";
  names.link_part_by("contactId");
  names.short_field = "lastName";
  names.long_field = "title";
  names.part_field = "noteText";
  names.can_attach = false;
  names.can_match = false;
  names.long_max = 1'000;
  names.part_max = 31'000;
  return names;
}

Names workitem_names() {
  Names names;
  names.record.name = "workitem";
  names.record.object = "workitem";
  names.record.key_field = "externalTag";
  names.short_field = "name";
  names.long_field = "description";
  names.closed_field = "statusCategory";
  names.closed_value = model::Value::string("Closed");
  names.can_match = false;
  names.long_max = 512;
  return names;
}

TargetOptions target_options() {
  TargetOptions options;
  options.external_source_id = simulators::genesys::kSourceId;
  options.user_id = simulators::genesys::kUserId;
  options.collector_contact = simulators::genesys::kCollectorId;
  options.worktype_id = simulators::genesys::kWorktypeId;
  return options;
}

http::TokenSource tokens_of(const Simulator& simulator, Clock& clock) {
  auto credentials = client_credentials_of(SimulatorSettings(), simulator.base_url() + "/oauth/token");
  credentials.in_header = true;
  return http::oauth_token_source(http::client_credentials(std::move(credentials)), clock);
}

class GenesysHarness : public SimulatedHarness<Simulator> {
 public:
  explicit GenesysHarness(Names names) : SimulatedHarness(SimulatorSettings(), std::move(names)) {}

  delivery::Connector& connector() override { return target_; }
  std::string poison() const override { return "poison " + std::string(1'100, 'p'); }

 private:
  Target target_{target_options(), client_options_for<ClientOptions>(simulator()),
                 tokens_of(simulator(), clock()), client(), clock()};
};

class ContactHarness final : public GenesysHarness {
 public:
  ContactHarness() : GenesysHarness(contact_names()) {}

  std::size_t count(std::string_view key) override {
    const auto has_key = [key](const Contact& contact) {
      return !contact.is_gone &&
             std::ranges::any_of(contact.external_ids, [key](const auto& id) { return id.second == key; });
    };
    const auto is_marked = [key](const Note& note) {
      const auto marker = read_marker(note.text);
      return !note.is_gone && marker && marker->key == key;
    };
    return static_cast<std::size_t>(std::ranges::count_if(simulator().organisation().contacts(), has_key) +
                                    std::ranges::count_if(simulator().organisation().all_notes(), is_marked));
  }
  // An external id belongs to one contact.
  bool duplicate(std::string_view) override { return false; }

 private:
  std::vector<simulators::Fault> faults_of(Fault which) const override {
    simulators::Fault one = testing::make_fault("truncated_text", "enrich", -1);
    switch (which) {
      case Fault::budget_used_up:
        return {testing::make_fault("rate_limit", "enrich")};
      case Fault::text_shortened:
        one.field = "title";
        return {one};
      case Fault::read_stale:
        return {testing::make_fault("stale_read", "contact")};
      default:
        return usual_faults(which, "enrich");
    }
  }
};

class WorkitemHarness final : public GenesysHarness {
 public:
  WorkitemHarness() : GenesysHarness(workitem_names()) {}

  std::size_t count(std::string_view key) override {
    return static_cast<std::size_t>(std::ranges::count_if(
        simulator().organisation().workitems(),
        [key](const Workitem& workitem) { return !workitem.is_gone && workitem.tag == key; }));
  }
  std::string add_foreign(std::string_view line, bool is_closed) override {
    return add(line, "",
               is_closed ? simulators::genesys::kClosedStatusId : simulators::genesys::kOpenStatusId);
  }
  std::optional<std::string> line_of(std::string_view id) override {
    const Workitem* workitem = simulator().organisation().workitem(id);
    if (!workitem) return std::nullopt;
    const std::string& quoted = workitem->fields.at("name");
    return quoted.substr(1, quoted.size() - 2);
  }
  std::size_t records() override {
    return static_cast<std::size_t>(
        std::ranges::count(simulator().organisation().workitems(), false, &Workitem::is_gone));
  }
  bool duplicate(std::string_view key) override { return !add("A copy", key, {}).empty(); }

 private:
  std::string add(std::string_view name, std::string_view tag, std::string_view status) {
    model::Arena arena;
    model::ObjectBuilder body(arena);
    body.add("name", model::Value::string(name));
    body.add("typeId", model::Value::string(simulators::genesys::kWorktypeId));
    body.add("externalTag", model::Value::string(tag));
    if (!status.empty()) body.add("statusId", model::Value::string(status));
    return std::get<Workitem*>(simulator().organisation().add_workitem(body.finish()))->id;
  }
  std::vector<simulators::Fault> faults_of(Fault which) const override {
    const std::string create = "create_workitem";
    simulators::Fault one = testing::make_fault("truncated_text", create, -1);
    switch (which) {
      case Fault::unavailable:  // for the probe, and for a write whose look before it went well
        return {testing::make_fault("status", "sources", -1), testing::make_fault("status", create, -1)};
      case Fault::budget_used_up:
        return {testing::make_fault("rate_limit", create)};
      case Fault::text_shortened:
        one.field = "description";
        return {one};
      case Fault::update_lost:
        return {testing::make_fault("drop_after_commit", "change_workitem")};
      case Fault::read_stale:
        return {testing::make_fault("stale_read", "workitem")};
      default:
        return usual_faults(which, create);
    }
  }
};

const bool added =
    add_suite(
        "genesys", +[]() -> std::unique_ptr<Harness> { return std::make_unique<ContactHarness>(); }) &&
    add_suite(
        "genesys_workitems",
        +[]() -> std::unique_ptr<Harness> { return std::make_unique<WorkitemHarness>(); });

}  // namespace

}  // namespace hub::contract
