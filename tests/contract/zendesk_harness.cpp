// Zendesk: the real connector over loopback HTTP to the shipped simulator.
#include <algorithm>

#include "connectors/zendesk/target.hpp"
#include "core/async/system_clock.hpp"
#include "core/http/curl_client.hpp"
#include "core/http/oauth.hpp"
#include "core/model/builder.hpp"
#include "tests/contract/harness.hpp"
#include "tools/simulators/zendesk/simulator.hpp"

namespace hub::contract {

namespace {

using connectors::zendesk::ClientOptions;
using connectors::zendesk::Target;
using connectors::zendesk::TargetOptions;
using simulators::zendesk::Simulator;
using simulators::zendesk::SimulatorSettings;

Names zendesk_names() {
  Names names;
  names.record.name = "case";
  names.record.object = "ticket";
  names.record.key_field = "external_id";
  names.part.name = "transcript";
  names.part.object = "comment";
  names.part.key_field = "marker";
  names.part.stage = 1;
  names.part.parent = 0;
  names.part.parent_field = "ticket_id";
  names.part.parent_key_field = "external_id";
  names.short_field = "subject";
  names.long_field = "comment";
  names.part_field = "body";
  names.closed_field = "status";
  names.closed_value = model::Value::string("solved");
  names.part_max = 50'000;
  names.can_match = false;
  return names;
}

ClientOptions client_options(const Simulator& simulator) {
  ClientOptions options;
  options.base_url = simulator.base_url();
  options.timeout = std::chrono::seconds(4);
  options.job_pace = {milliseconds(1), milliseconds(50), std::chrono::seconds(2)};
  return options;
}

http::TokenSource tokens_of(const Simulator& simulator, Clock& clock) {
  http::ClientCredentials credentials;
  credentials.token_url = simulator.base_url() + "/oauth/tokens";
  credentials.client_id = SimulatorSettings().client_id;
  credentials.client_secret = Buffer(SimulatorSettings().client_secret);
  credentials.encoding = http::OAuth::Encoding::json;
  return http::oauth_token_source(http::client_credentials(std::move(credentials)), clock);
}

SimulatorSettings quick_jobs() {
  SimulatorSettings settings;
  settings.job_time = milliseconds(0);
  settings.calls_per_minute = 0;  // a hundred tickets are looked up one by one
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
  simulators::Fault wait = fault("status", "create_many");
  wait.status = 429;
  wait.retry_after = std::move(retry_after);
  return wait;
}

class ZendeskHarness final : public Harness {
 public:
  ~ZendeskHarness() override {
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
    const auto faults = faults_of(which);
    for (const simulators::Fault& each : faults) simulator_->faults().add(each);
    return !faults.empty();
  }
  void heal() override { simulator_->faults().clear(); }

  std::size_t count(std::string_view key) override {
    std::size_t found = 0;
    const std::string marker = connectors::zendesk::marker(key);
    for (const auto& ticket : simulator_->account().tickets()) {
      if (ticket.is_deleted) continue;
      found += ticket.external_id == key;
      for (const auto& comment : ticket.comments)
        found += comment.html.find(marker + "</pre>") != std::string::npos;
    }
    return found;
  }
  std::string add_foreign(std::string_view line, bool is_closed) override {
    model::Arena arena;
    return std::to_string(add(line, {}, is_closed, arena)->id);
  }
  std::optional<std::string> line_of(std::string_view id) override {
    const auto* ticket = simulator_->account().find_ticket(simulators::zendesk::id_of(id));
    if (!ticket || ticket->is_deleted) return std::nullopt;
    return ticket->subject;
  }
  std::size_t records() override { return simulator_->live_tickets(); }

  // external_id is not unique.
  bool duplicate(std::string_view key) override {
    model::Arena arena;
    add("A second one", key, false, arena);
    return true;
  }

 private:
  static std::vector<simulators::Fault> faults_of(Fault which);

  simulators::zendesk::Ticket* add(std::string_view line, std::string_view key, bool is_closed,
                                   model::Arena& arena) {
    model::ObjectBuilder comment(arena), ticket(arena);
    comment.add("body", model::Value::string("Somebody else's"));
    ticket.add("subject", model::Value::string(line));
    ticket.add("external_id", model::Value::string(key));
    ticket.add("status", model::Value::string(is_closed ? "solved" : "open"));
    ticket.add("comment", comment.finish());
    return std::get<simulators::zendesk::Ticket*>(
        simulator_->account().create_ticket(ticket.finish(), false));
  }

  IoContext io_{1};
  SystemClock clock_{io_};
  std::unique_ptr<Simulator> simulator_ = Simulator::start(io_, clock_, quick_jobs()).value();
  http::CurlClient client_{io_, loopback()};
  Names names_ = zendesk_names();
  Target target_{TargetOptions(), client_options(*simulator_), tokens_of(*simulator_, clock_), client_,
                 clock_};
};

std::vector<simulators::Fault> ZendeskHarness::faults_of(Fault which) {
  const std::string create = "create_many";
  simulators::Fault one = fault("", create);
  switch (which) {
    case Fault::lost_after_commit:
      return {fault("drop_after_commit", create)};
    case Fault::lost_before_commit:
      return {fault("drop_before_commit", create)};
    case Fault::silent:
      one = fault("late_answer", create);
      one.milliseconds = 4'500;
      return {one};
    case Fault::unavailable:
      return {fault("status", "*", -1)};
    case Fault::unavailable_html:
      one = fault("status", create);
      one.text = "html";
      return {one};
    case Fault::garbled_answer:
      return {fault("truncated_json", create)};
    case Fault::budget_used_up:
      return {fault("rate_limit", create)};
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
      return {};  // no item of a job fails for the moment
    case Fault::text_shortened:
      one = fault("truncated_comment", create, -1);
      one.record = -1;
      return {one};
    case Fault::update_lost:
      return {fault("drop_after_commit", "update")};
    case Fault::read_stale:
      return {fault("stale_read", "show_many")};
  }
  return {};
}

std::unique_ptr<Harness> make() {
  return std::make_unique<ZendeskHarness>();
}

const bool added = add_suite("zendesk", make);

}  // namespace

}  // namespace hub::contract
