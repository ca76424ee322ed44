// The declared connector over loopback HTTP to the shipped simulator, written under our own key.
#include "connectors/connectors.hpp"
#include "core/async/system_clock.hpp"
#include "core/http/curl_client.hpp"
#include "tests/contract/harness.hpp"
#include "tools/simulators/webhook/simulator.hpp"

namespace hub::contract {

namespace {

using simulators::webhook::Records;
using simulators::webhook::Simulator;

Names webhook_names() {
  Names names;
  names.record.name = "case";
  names.record.object = "cases";
  names.record.key_field = Records::kKeyField;
  names.part.name = "transcript";
  names.part.object = "transcripts";
  names.part.key_field = Records::kKeyField;
  names.part.stage = 1;
  names.part.parent = 0;
  names.part.parent_field = "case";
  names.part.parent_key_field = Records::kKeyField;
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

simulators::Fault refusal(std::int64_t status, std::string retry_after = {}) {
  simulators::Fault refused = fault("status", "write");
  refused.status = status;
  refused.retry_after = std::move(retry_after);
  return refused;
}

class WebhookHarness final : public Harness {
 public:
  WebhookHarness() {
    setenv("HUB_TEST_RECEIVER_SECRET", "hub-secret", 1);
    connectors::Registry registry;
    connectors::add_all(registry);
    const connectors::ConnectorKind* kind = registry.find("webhook");
    config::Problems problems;
    const auto documents = config::parse_yaml(settings_for(simulator_->base_url()), "", problems);
    const config::Settings settings = config::read_settings(kind->spec, documents.front(), problems);
    connector_ = kind->create(settings, {client_, clock_}).value();
  }
  ~WebhookHarness() override {
    bool stopped = false;
    spawn(io_.get_executor(), simulator_->stop(), [&] { stopped = true; });
    io_.restart();
    while (!stopped) io_.run_one();
  }

  IoContext& io() override { return io_; }
  Clock& clock() override { return clock_; }
  delivery::Connector& connector() override { return *connector_; }
  const Names& names() const override { return names_; }
  std::string poison() const override { return "poison " + std::string(300, 'p'); }

  bool inject(Fault which) override {
    const auto faults = faults_of(which);
    for (const simulators::Fault& each : faults) simulator_->faults().add(each);
    return !faults.empty();
  }
  void heal() override { simulator_->faults().clear(); }

  std::size_t count(std::string_view key) override {
    std::size_t found = 0;
    for (const std::string_view object : Records::objects())
      found += simulator_->records().find_by_key(object, key).size();
    return found;
  }
  std::size_t records() override { return simulator_->records().count("cases"); }

  // Written under our key, there is one.
  bool duplicate(std::string_view) override { return false; }

 private:
  static std::vector<simulators::Fault> faults_of(Fault which);

  IoContext io_{1};
  SystemClock clock_{io_};
  std::unique_ptr<Simulator> simulator_ = Simulator::start(io_, clock_, {}).value();
  http::CurlClient client_{io_, loopback()};
  Names names_ = webhook_names();
  std::unique_ptr<delivery::Connector> connector_;
};

std::vector<simulators::Fault> WebhookHarness::faults_of(Fault which) {
  const std::string write = "write";
  simulators::Fault one = fault("", write);
  switch (which) {
    case Fault::lost_after_commit:
    case Fault::update_lost:
      return {fault("drop_after_commit", write)};
    case Fault::lost_before_commit:
      return {fault("drop_before_commit", write)};
    case Fault::silent:
      one = fault("slow_answer", write);
      one.milliseconds = 2'500;
      return {one};
    case Fault::unavailable:
      return {fault("status", "*", -1)};
    case Fault::unavailable_html:
      one = refusal(503);
      one.text = "html";
      return {one};
    case Fault::garbled_answer:
      return {fault("truncated_json", write)};
    case Fault::budget_used_up:
      return {refusal(429, "60")};
    case Fault::wait_seconds:
      return {refusal(429, "2")};
    case Fault::wait_date:
      return {refusal(429, "Fri, 31 Dec 2032 23:59:59 GMT")};
    case Fault::wait_nonsense:
      return {refusal(429, "when the cows come home")};
    case Fault::wait_unsaid:
      return {refusal(429)};
    case Fault::token_expired:
      return {fault("expired_token", "*")};
    case Fault::token_revoked:
      return {fault("revoked_credentials", "*", -1)};
    case Fault::record_locked:
      one = refusal(425);
      one.skip = 1;
      return {one};
    case Fault::text_shortened:
      one = fault("truncated_field", write, -1);
      one.field = "text";
      return {one};
    case Fault::read_stale:
      return {fault("stale_read", "read")};
  }
  return {};
}

const bool added = add_suite(
    "webhook", +[]() -> std::unique_ptr<Harness> { return std::make_unique<WebhookHarness>(); });

}  // namespace

}  // namespace hub::contract
