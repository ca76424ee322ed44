// The declared connector over loopback HTTP to the shipped simulator, written under our own key.
#include "tests/contract/simulated_harness.hpp"
#include "tests/support/make_connector.hpp"
#include "tools/simulators/webhook/simulator.hpp"

namespace hub::contract {

namespace {

using simulators::webhook::Records;
using simulators::webhook::Simulator;
using simulators::webhook::SimulatorSettings;

Names webhook_names() {
  Names names;
  names.record.name = "case";
  names.record.object = "cases";
  names.record.key_field = Records::kKeyField;
  names.part.name = "transcript";
  names.part.object = "transcripts";
  names.part.key_field = Records::kKeyField;
  names.link_part_by("case");
  names.short_field = "subject";
  names.long_field = "text";
  names.part_field = "text";
  names.long_max = 2u << 20;
  return names;
}

std::string settings_for(const std::string& base_url) {
  return "base_url: " + base_url + "\nwrite: PUT /{object}/{key}\ntoken_url: " + base_url +
         "/oauth2/token\nclient_id: hub\nclient_secret: env:HUB_TEST_RECEIVER_SECRET\n"
         "auth: client_credentials\nid_at: $.id\nread_back: GET /{object}/{id}\n"
         "look_up: GET /{object}?external_id={key}\nlook_up_at: $.items\nerase: DELETE /{object}/{id}\n"
         "describe: GET /schemas/{object}\nprobe: GET /health\nerror_code_at: $.code\n"
         "error_fields_at: $.errors\ntimeout: 2s\n";
}

class WebhookHarness final : public SimulatedHarness<Simulator> {
 public:
  WebhookHarness() : SimulatedHarness(SimulatorSettings(), webhook_names()) {
    setenv("HUB_TEST_RECEIVER_SECRET", "hub-secret", 1);
    connector_ =
        testing::make_connector("webhook", settings_for(simulator().base_url()), {client(), clock()}).value();
  }

  delivery::Connector& connector() override { return *connector_; }
  std::string poison() const override { return "poison " + std::string(300, 'p'); }

  std::size_t count(std::string_view key) override {
    std::size_t found = 0;
    for (const std::string_view object : Records::objects())
      found += simulator().records().find_by_key(object, key).size();
    return found;
  }
  std::size_t records() override { return simulator().records().count("cases"); }

  // Written under our key, there is one.
  bool duplicate(std::string_view) override { return false; }

 private:
  std::vector<simulators::Fault> faults_of(Fault which) const override {
    simulators::Fault one = testing::make_fault("truncated_field", "write", -1);
    switch (which) {
      case Fault::update_lost:
        return usual_faults(Fault::lost_after_commit, "write");
      case Fault::budget_used_up:
        return {refusal("write", 429, "60")};
      case Fault::record_locked:
        one = refusal("write", 425);
        one.skip = 1;
        return {one};
      case Fault::text_shortened:
        one.field = "text";
        return {one};
      case Fault::read_stale:
        return {testing::make_fault("stale_read", "read")};
      default:
        return usual_faults(which, "write");
    }
  }

  std::unique_ptr<delivery::Connector> connector_;
};

const bool added = add_suite(
    "webhook", +[]() -> std::unique_ptr<Harness> { return std::make_unique<WebhookHarness>(); });

}  // namespace

}  // namespace hub::contract
