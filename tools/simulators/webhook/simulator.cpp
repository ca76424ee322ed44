#include "tools/simulators/webhook/simulator.hpp"

#include <span>

#include "core/async/event.hpp"
#include "core/http/standard_webhooks.hpp"
#include "tools/simulators/common/login_form.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/webhook/fault_words.hpp"

namespace hub::simulators::webhook {

namespace {

constexpr std::string_view kJson = "application/json";

http::Response problem(int status, std::string_view code) {
  return respond(status, kJson, "{\"code\":\"" + std::string(code) + "\"}");
}

http::Response complain(const Complaints& complaints) {
  Buffer body(R"({"code":"invalid_fields","errors":{)");
  for (std::size_t i = 0; i < complaints.size(); ++i) {
    if (i > 0) body.push_back(',');
    model::write_json_member(complaints[i].first, complaints[i].second, body);
  }
  body.append("}}");
  return respond_json(422, std::move(body));
}

// "write", "search", ...; empty when the API has no such call.
std::string operation_of(const std::string& method, const RestTarget& target) {
  const std::size_t depth = target.segments.size();
  if (depth == 1 && target.segments[0] == "health") return "health";
  if (depth == 2 && target.segments[0] == "schemas") return "schema";
  if (method == "POST" && depth == 1) return "write";
  if (method == "GET" && depth == 1) return "search";
  if (method == "PUT" && depth == 2) return "write";
  if (method == "GET" && depth == 2) return "read";
  return method == "DELETE" && depth == 2 ? "delete" : "";
}

}  // namespace

Simulator::Simulator(Clock& clock, SimulatorSettings settings)
    : clock_(clock), settings_(std::move(settings)), faults_(fault_words()) {}

Result<std::unique_ptr<Simulator>> Simulator::start(IoContext& io, Clock& clock, SimulatorSettings settings) {
  std::unique_ptr<Simulator> simulator(new Simulator(clock, std::move(settings)));
  const auto handle = [self = simulator.get()](http::Request request) {
    return self->handle(std::move(request));
  };
  const SimulatorSettings& its = simulator->settings_;
  auto started = simulator->listener_.start(io, {its.address, its.port, 16u << 20}, handle);
  if (!started.ok()) return std::move(started).error();
  return simulator;
}

void Simulator::reset() {
  records_ = {};
  faults_.clear();
  tokens_.clear();
  calls_.clear();
}

Task<http::Response> Simulator::handle(http::Request request) {
  RestTarget target = parse_target(request.url);
  if (target.path.starts_with("/_control/")) co_return control(request, target);
  auto answering = api(std::move(request), std::move(target));
  co_return co_await std::move(answering);
}

Task<http::Response> Simulator::api(http::Request request, RestTarget target) {
  const bool is_login = target.path == "/oauth2/token";
  const std::string operation =
      is_login ? std::string(kLoginOperation) : operation_of(request.method, target);
  if (operation.empty()) co_return problem(404, "no_such_call");
  if (!is_login && !is_authorised(request)) co_return problem(401, "invalid_token");
  ++calls_[operation];
  const std::vector<Fault> faults = faults_.strike(operation);
  if (auto refused = refuse(faults)) co_return std::move(*refused);
  http::Response answer = is_login ? token(request, faults) : run(operation, request, target, faults);
  const Fault* slow = find_fault(faults, "slow_answer");
  const milliseconds wait = settings_.latency + milliseconds(slow ? slow->milliseconds : 0);
  if (wait.count() > 0) co_await sleep_for(clock_, wait);
  if (find_fault(faults, "drop_after_commit")) co_return dropped();
  if (find_fault(faults, "truncated_json")) answer.body.resize(answer.body.size() / 2);
  co_return answer;
}

bool Simulator::is_authorised(const http::Request& request) const {
  const auto header = request.headers.find("Authorization");
  return header && header->starts_with("Bearer ") && tokens_.contains(std::string(header->substr(7)));
}

bool Simulator::is_signed(const http::Request& request) const {
  if (settings_.signing_secret.empty()) return true;
  const auto header = [&request](std::string_view name) { return request.headers.find(name).value_or(""); };
  const http::WebhookMessage message{header("webhook-id"), header("webhook-timestamp"), request.body.view()};
  return http::is_timely(message.timestamp, clock_.wall_now()) &&
         http::has_valid_signature(message, header("webhook-signature"),
                                   std::span(&settings_.signing_secret, 1), {});
}

// Faults that strike before anything is done.
std::optional<http::Response> Simulator::refuse(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    if (fault.kind == "drop_before_commit") return dropped();
    if (fault.kind == "redirect") {
      auto elsewhere = respond(302, "text/html", "");
      elsewhere.headers.add("Location", fault.text);
      return elsewhere;
    }
    if (fault.kind == "status") {
      auto refused = respond(static_cast<int>(fault.status), fault.text == "html" ? "text/html" : kJson,
                             fault.text == "html" ? "<html>busy</html>" : R"({"code":"told_to_refuse"})");
      if (!fault.retry_after.empty()) refused.headers.add("Retry-After", fault.retry_after);
      return refused;
    }
    if (fault.kind == "expired_token" || fault.kind == "revoked_credentials") {
      tokens_.clear();
      return problem(401, "invalid_token");
    }
  }
  return std::nullopt;
}

http::Response Simulator::token(const http::Request& request, const std::vector<Fault>&) {
  const auto form = login_form(request);
  if (form_field(form, "grant_type") != "client_credentials")
    return respond(400, kJson, R"({"error":"unsupported_grant_type"})");
  if (form_field(form, "client_id") != settings_.client_id ||
      form_field(form, "client_secret") != settings_.client_secret) {
    return respond(401, kJson,
                   R"({"error":"invalid_client","error_description":"unknown client or wrong secret"})");
  }
  const std::string value = "receiver-token-" + std::to_string(++last_token_);
  tokens_.insert(value);
  return respond(200, kJson,
                 "{\"access_token\":\"" + value + "\",\"token_type\":\"bearer\",\"expires_in\":3600}");
}

http::Response Simulator::run(const std::string& operation, const http::Request& request,
                              const RestTarget& target, const std::vector<Fault>& faults) {
  if (operation == "health") return respond(200, kJson, "{}");
  const std::string& object = target.segments[operation == "schema" ? 1 : 0];
  const auto schema = Records::schema_of(object);
  if (!schema || find_fault(faults, "hidden_object")) return problem(404, "no_such_object");
  if (operation == "schema") return respond(200, "application/schema+json", *schema);
  if (operation == "search") return search(target);
  if (operation == "read") return read(target, find_fault(faults, "stale_read"));
  if (operation == "delete") return remove(target);
  return write(request, target, faults);
}

http::Response Simulator::write(const http::Request& request, const RestTarget& target,
                                const std::vector<Fault>& faults) {
  if (!is_signed(request)) return problem(401, "invalid_signature");
  model::Arena arena;
  const auto fields = parser_.parse(request.body.view(), arena);
  if (!fields.ok() || !fields->is_object()) return problem(400, "malformed_json");
  const std::string& object = target.segments[0];
  const Complaints complaints = Records::complaints(object, *fields);
  if (!complaints.empty()) return complain(complaints);
  const bool by_key = target.segments.size() == 2;
  if (by_key && fields->text_at(Records::kKeyField) != target.segments[1]) return problem(400, "key_differs");
  const Fault* cut = find_fault(faults, "truncated_field");
  const std::string_view shortened = cut ? std::string_view(cut->field) : std::string_view();
  const auto existing = by_key ? records_.find_by_key(object, target.segments[1]) : std::vector<Row*>();
  if (!existing.empty()) records_.replace(*existing.front(), *fields, shortened);
  const Row& row = existing.empty() ? records_.create(object, *fields, shortened) : *existing.front();
  return respond(existing.empty() ? 201 : 200, kJson, "{\"id\":\"" + row.id + "\"}");
}

http::Response Simulator::search(const RestTarget& target) {
  const auto key = target.query.find("external_id");
  if (key == target.query.end()) return problem(400, "external_id_is_missing");
  Buffer body("{\"items\":[");
  for (const Row* row : records_.find_by_key(target.segments[0], key->second)) {
    if (body.view().back() != '[') body.push_back(',');
    write_row(*row, false, body);
  }
  body.append("]}");
  return respond_json(200, std::move(body));
}

http::Response Simulator::read(const RestTarget& target, bool is_stale) {
  const Row* row = records_.find(target.segments[0], target.segments[1]);
  if (!row || (is_stale && row->before.empty())) return problem(404, "no_such_record");
  Buffer body;
  write_row(*row, is_stale, body);
  return respond_json(200, std::move(body));
}

http::Response Simulator::remove(const RestTarget& target) {
  Row* row = records_.find(target.segments[0], target.segments[1]);
  if (!row) return problem(404, "no_such_record");
  row->is_deleted = true;
  http::Response gone;
  gone.status = 204;
  return gone;
}

}  // namespace hub::simulators::webhook
