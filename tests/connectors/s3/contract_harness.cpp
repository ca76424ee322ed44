// An S3-compatible archive: the real connector over loopback HTTP to the shipped simulator.
#include "connectors/s3/target.hpp"
#include "tests/contract/simulated_harness.hpp"
#include "tools/simulators/s3/simulator.hpp"

namespace hub::contract {

namespace {

using connectors::s3::Credentials;
using connectors::s3::Target;
using connectors::s3::TargetOptions;
using simulators::s3::Simulator;
using simulators::s3::SimulatorSettings;

constexpr const char* kPrefix = "chats/";

Names s3_names() {
  Names names;
  names.record.name = "case";
  names.record.object = connectors::s3::kObject;
  names.record.key_field = connectors::s3::kKeyField;
  names.part = names.record;
  names.part.name = "late_news";
  names.link_part_by(connectors::s3::kParentField);
  names.short_field = connectors::s3::kTitle;
  names.long_field = connectors::s3::kBody;
  names.part_field = connectors::s3::kBody;
  names.long_max = 2u << 20;
  return names;
}

Credentials credentials() {
  const SimulatorSettings settings;
  Credentials credentials;
  credentials.access_key_id = settings.client_id;
  credentials.secret_access_key = Buffer(settings.client_secret);
  return credentials;
}

TargetOptions options_for(const Simulator& simulator) {
  TargetOptions options;
  options.client.base_url = simulator.base_url() + '/' + SimulatorSettings().bucket;
  options.client.region = SimulatorSettings().region;
  options.client.timeout = std::chrono::seconds(4);
  options.storage.prefix = kPrefix;
  return options;
}

class S3Harness final : public SimulatedHarness<Simulator> {
 public:
  S3Harness() : SimulatedHarness(SimulatorSettings(), s3_names()) {}

  delivery::Connector& connector() override { return target_; }
  // More than there is room for in the metadata.
  std::string poison() const override { return "poison " + std::string(2'100, 'p'); }

  std::size_t count(std::string_view key) override {
    return simulator().bucket().current(kPrefix + std::string(key)) ? 1 : 0;
  }
  std::size_t records() override { return simulator().bucket().live_objects(); }

  // An object is one by its name.
  bool duplicate(std::string_view) override { return false; }

 private:
  std::vector<simulators::Fault> faults_of(Fault which) const override {
    simulators::Fault one;
    switch (which) {
      case Fault::garbled_answer:  // an object that was written is answered without a body
      case Fault::budget_used_up:  // nobody counts calls
      case Fault::update_lost:     // nothing is attached to
      case Fault::read_stale:      // what was written is read at once
        return {};
      case Fault::wait_seconds:
      case Fault::wait_date:
      case Fault::wait_nonsense:
      case Fault::wait_unsaid:
        one = usual_faults(which, "put").front();
        one.status = 503;
        one.text = "SlowDown";
        return {one};
      case Fault::record_locked:
        one = refusal("put", 409);
        one.text = "ConditionalRequestConflict";
        one.skip = 1;
        return {one};
      case Fault::text_shortened:
        return {testing::make_fault("truncated_field", "put", -1)};
      default:
        return usual_faults(which, "put");
    }
  }

  Target target_{options_for(simulator()), credentials(), [] { return Result<Credentials>(credentials()); },
                 client(), clock()};
};

const bool added = add_suite(
    "s3", +[]() -> std::unique_ptr<Harness> { return std::make_unique<S3Harness>(); });

}  // namespace

}  // namespace hub::contract
