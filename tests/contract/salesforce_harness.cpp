// Salesforce: the real connector over loopback HTTP to the shipped simulator.
#include "connectors/salesforce/target.hpp"
#include "core/async/system_clock.hpp"
#include "core/http/curl_client.hpp"
#include "core/model/builder.hpp"
#include "tests/contract/harness.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace hub::contract {

namespace {

using connectors::salesforce::ClientOptions;
using connectors::salesforce::Credentials;
using connectors::salesforce::Target;
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
  names.part.stage = 1;
  names.part.parent = 0;
  names.part.parent_field = "Case__c";
  names.part.parent_key_field = "Hub_Key__c";
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
  options.timeout = std::chrono::seconds(2);
  return options;
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
  wait.text = "TOO_MANY_REQUESTS";
  wait.retry_after = std::move(retry_after);
  return wait;
}

class SalesforceHarness final : public Harness {
 public:
  ~SalesforceHarness() override {
    bool stopped = false;
    spawn(io_.get_executor(), simulator_->stop(), [&] { stopped = true; });
    io_.restart();
    while (!stopped) io_.run_one();
  }

  IoContext& io() override { return io_; }
  Clock& clock() override { return clock_; }
  delivery::Connector& connector() override { return target_; }
  const Names& names() const override { return names_; }
  std::string poison() const override { return "poison " + std::string(300, 'p'); }

  bool inject(Fault which) override {
    for (simulators::Fault& each : faults_of(which)) simulator_->faults().add(std::move(each));
    return true;
  }
  void heal() override { simulator_->faults().clear(); }

  std::size_t count(std::string_view key) override {
    std::size_t found = 0;
    for (const std::string_view object : {"Case", "Chat_Transcript__c"}) {
      const auto* definition = simulator_->org().schema().find(object);
      found += simulator_->org().find_by_key(*definition, definition->find("Hub_Key__c"), key).size();
    }
    return found;
  }
  std::string add_foreign(std::string_view line, bool is_closed) override {
    model::Arena arena;
    model::ObjectBuilder fields(arena);
    fields.add("Subject", model::Value::string(line));
    fields.add("Status", model::Value::string(is_closed ? "Closed" : "Working"));
    auto& org = simulator_->org();
    const auto made = org.create(*org.schema().find("Case"), fields.finish());
    return std::get<simulators::salesforce::Row*>(made)->id;
  }
  std::optional<std::string> line_of(std::string_view id) override {
    const auto* row = simulator_->org().find(id);
    if (!row) return std::nullopt;
    return std::get<std::string>(row->fields[static_cast<std::size_t>(row->object->find("Subject"))]);
  }
  std::size_t records() override { return simulator_->live_rows("Case"); }

  // The shipped schema's key field is unique, as an org's must be.
  bool duplicate(std::string_view) override { return false; }

 private:
  static std::vector<simulators::Fault> faults_of(Fault which);

  IoContext io_{1};
  SystemClock clock_{io_};
  std::unique_ptr<Simulator> simulator_ = Simulator::start(io_, clock_, {}).value();
  http::CurlClient client_{io_, loopback()};
  Names names_ = salesforce_names();
  Target target_{short_timeout(), credentials_for(*simulator_), client_, clock_};
};

std::vector<simulators::Fault> SalesforceHarness::faults_of(Fault which) {
  const std::string upsert = "upsert";
  simulators::Fault one = fault("", upsert);
  switch (which) {
    case Fault::lost_after_commit:
      return {fault("drop_after_commit", upsert)};
    case Fault::lost_before_commit:
      return {fault("drop_before_commit", upsert)};
    case Fault::silent:
      one = fault("latency", upsert);
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
      return {fault("request_limit", upsert)};
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
    case Fault::record_locked:
      one = fault("record_error", upsert);
      one.record = 1;
      one.text = "UNABLE_TO_LOCK_ROW";
      return {one};
    case Fault::text_shortened:
      one = fault("truncated_field", upsert, -1);
      one.field = "Description";
      return {one};
    case Fault::update_lost:
      return {fault("drop_after_commit", "update")};
    case Fault::read_stale:
      return {fault("stale_read", "retrieve")};
  }
  return {};
}

std::unique_ptr<Harness> make() {
  return std::make_unique<SalesforceHarness>();
}

const bool added = add_suite("salesforce", make);

}  // namespace

}  // namespace hub::contract
