// HubSpot: the real connector over loopback HTTP to the shipped simulator.
#include "connectors/hubspot/target.hpp"
#include "core/async/system_clock.hpp"
#include "core/http/curl_client.hpp"
#include "core/model/builder.hpp"
#include "tests/contract/harness.hpp"
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
  names.part.stage = 1;
  names.part.parent = 0;
  names.part.parent_field = "tickets";
  names.part.parent_key_field = "hub_key";
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
  options.client.timeout = std::chrono::seconds(2);
  options.defaults["tickets"] = {{"hs_pipeline", "0"}, {"hs_pipeline_stage", "1"}};
  return options;
}

// As many searches as a clause makes in a moment; all other limits are HubSpot's.
SimulatorSettings account() {
  SimulatorSettings settings;
  settings.searches_max = 1'000;
  return settings;
}

http::ClientSettings loopback() {
  http::ClientSettings settings;
  settings.guard = http::AddressGuard::with_allowed({"127.0.0.1/32"}).value();
  return settings;
}

simulators::Fault fault(std::string kind, std::string operation, std::int64_t times = 1) {
  simulators::Fault fault;
  fault.kind = std::move(kind);
  fault.operation = std::move(operation);
  fault.times = times;
  return fault;
}

simulators::Fault told_to_wait(std::string retry_after) {
  simulators::Fault wait = fault("status", "upsert");
  wait.status = 429;
  wait.retry_after = std::move(retry_after);
  return wait;
}

class HubspotHarness final : public Harness {
 public:
  ~HubspotHarness() override {
    bool stopped = false;
    spawn(io_.get_executor(), simulator_->stop(), [&] { stopped = true; });
    io_.restart();
    while (!stopped) io_.run_one();
  }

  IoContext& io() override { return io_; }
  Clock& clock() override { return clock_; }
  delivery::Connector& connector() override { return target_; }
  const Names& names() const override { return names_; }
  std::string poison() const override { return "poison " + std::string(66'000, 'p'); }

  bool inject(Fault which) override {
    const auto faults = faults_of(which);
    for (const simulators::Fault& each : faults) simulator_->faults().add(each);
    return !faults.empty();
  }
  void heal() override { simulator_->faults().clear(); }

  std::size_t count(std::string_view key) override {
    std::size_t found = 0;
    for (const std::string_view object : {"tickets", "notes"})
      for (const Row* row : simulator_->portal().live(object)) found += row->values.at("hub_key") == key;
    return found;
  }
  std::string add_foreign(std::string_view line, bool is_closed) override {
    model::Arena arena;
    model::ObjectBuilder fields(arena);
    fields.add("subject", model::Value::string(line));
    fields.add("hs_pipeline_stage", model::Value::string(is_closed ? "4" : "1"));
    fields.add("hub_key", model::Value());
    return std::get<Row*>(simulator_->portal().create("tickets", fields.finish()))->id;
  }
  std::optional<std::string> line_of(std::string_view id) override {
    const Row* row = simulator_->portal().find("tickets", id);
    return row ? std::optional(row->values.at("subject")) : std::nullopt;
  }
  std::size_t records() override { return simulator_->portal().count("tickets"); }

  // The property is unique: HubSpot refuses a second one.
  bool duplicate(std::string_view) override { return false; }

 private:
  static std::vector<simulators::Fault> faults_of(Fault which);

  IoContext io_{1};
  SystemClock clock_{io_};
  std::unique_ptr<Simulator> simulator_ = Simulator::start(io_, clock_, account()).value();
  http::CurlClient client_{io_, loopback()};
  Names names_ = hubspot_names();
  Target target_{options_for(*simulator_), credentials(), client_, clock_};
};

std::vector<simulators::Fault> HubspotHarness::faults_of(Fault which) {
  const std::string upsert = "upsert";
  simulators::Fault one = fault("", upsert);
  switch (which) {
    case Fault::lost_after_commit:
      return {fault("drop_after_commit", upsert)};
    case Fault::lost_before_commit:
      return {fault("drop_before_commit", upsert)};
    case Fault::silent:
      one = fault("slow_answer", upsert);
      one.milliseconds = 2'500;
      return {one};
    case Fault::unavailable:
      return {fault("status", "*", -1)};
    case Fault::unavailable_html:
      one = fault("status", upsert);
      one.text = "html";
      return {one};
    case Fault::garbled_answer:
      return {fault("truncated_json", upsert)};
    case Fault::budget_used_up:
      return {fault("daily_limit", upsert)};
    case Fault::wait_seconds:
      return {told_to_wait("2")};
    case Fault::wait_date:
      return {told_to_wait("Fri, 31 Dec 2032 23:59:59 GMT")};
    case Fault::wait_nonsense:
      return {told_to_wait("when the cows come home")};
    case Fault::wait_unsaid:
      return {told_to_wait("")};
    case Fault::token_expired:
      return {fault("expired_token", "*")};
    case Fault::token_revoked:
      return {fault("revoked_credentials", "*", -1)};
    case Fault::record_locked:  // 423 is an answer to a whole call
      return {};
    case Fault::text_shortened:
      one = fault("truncated_field", upsert, -1);
      one.field = "content";
      return {one};
    case Fault::update_lost:
      return {fault("drop_after_commit", "update")};
    case Fault::read_stale:
      return {fault("stale_read", "read")};
  }
  return {};
}

const bool added = add_suite(
    "hubspot", +[]() -> std::unique_ptr<Harness> { return std::make_unique<HubspotHarness>(); });

}  // namespace

}  // namespace hub::contract
