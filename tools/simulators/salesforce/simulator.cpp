#include "tools/simulators/salesforce/simulator.hpp"

#include <algorithm>

#include "core/async/event.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/salesforce/content.hpp"
#include "tools/simulators/salesforce/gzip.hpp"

namespace hub::simulators::salesforce {

namespace {

constexpr std::string_view kDataPath = "/services/data";
constexpr std::size_t kUriAndHeadersMax = 16'384;  // salesforce.md 2.7

http::Response respond(int status, std::string_view type, std::string_view body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", std::string(type));
  response.body.append(body);
  return response;
}

http::Response respond(RestAnswer answer) {
  http::Response response;
  response.status = answer.status;
  if (answer.status != 204) response.headers.add("Content-Type", std::string(answer.content_type));
  response.body = std::move(answer.body);
  return response;
}

std::size_t head_bytes(const http::Request& request) {
  std::size_t bytes = request.url.size();
  for (const auto& [name, value] : request.headers) bytes += name.size() + value.size() + 4;
  return bytes;
}

bool is_version(std::string_view text) {
  return text.size() >= 4 && text[0] == 'v' && text.ends_with(".0");
}

}  // namespace

Simulator::Simulator(Clock& clock, SimulatorSettings settings)
    : clock_(clock),
      settings_(std::move(settings)),
      org_(Schema::shipped(), clock),
      rest_(org_, settings_.limits) {
  org_.set_run_as_user(id18("005Hb0000000001"));
}

Result<std::unique_ptr<Simulator>> Simulator::start(IoContext& io, Clock& clock, SimulatorSettings settings) {
  std::unique_ptr<Simulator> simulator(new Simulator(clock, std::move(settings)));
  http::ServerSettings server;
  server.address = simulator->settings_.address;
  server.port = simulator->settings_.port;
  server.limits.body_bytes_max = 64u << 20;
  auto started = http::Server::start(io, server,
                                     [self = simulator.get()](http::Request request, const http::Peer& peer) {
                                       return self->handle(std::move(request), peer);
                                     });
  if (!started.ok()) return started.error();
  simulator->server_ = std::move(*started);
  return simulator;
}

std::string Simulator::base_url() const {
  return "http://" + settings_.address + ':' + std::to_string(server_->port());
}

std::size_t Simulator::live_rows(std::string_view object) {
  const ObjectDef* def = org_.schema().find(object);
  if (!def) return 0;
  return static_cast<std::size_t>(std::ranges::count(org_.rows_of(*def), false, &Row::deleted));
}

Task<http::Response> Simulator::handle(http::Request request, const http::Peer&) {
  const std::string_view path = std::string_view(request.url).substr(0, request.url.find('?'));
  if (path.starts_with("/_control/")) co_return control(request);
  if (path == "/services/oauth2/token") co_return token(request);
  if (path == "/services/oauth2/revoke") co_return respond(200, "application/json", "");
  if (path.starts_with("/id/")) co_return identity();
  if (path == kDataPath || path == "/services/data/") {
    co_return respond(200, "application/json;charset=UTF-8",
                      R"([{"label":"Spring '24","url":"/services/data/v60.0","version":"60.0"},)"
                      R"({"label":"Winter '25","url":"/services/data/v62.0","version":"62.0"}])");
  }
  if (path.starts_with(kDataPath)) co_return co_await api(std::move(request));
  co_return respond(not_found());
}

bool Simulator::is_authorised(const http::Request& request) const {
  const auto header = request.headers.find("Authorization");
  return header && header->starts_with("Bearer ") && tokens_.contains(std::string(header->substr(7)));
}

// Faults that strike before anything is done.
std::optional<http::Response> Simulator::refuse(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    if (fault.kind == "drop_before_commit") {
      http::Response dropped;
      dropped.drop = true;
      return dropped;
    }
    if (fault.kind == "status") {
      const bool html = fault.text == "html";
      auto response = html ? respond(static_cast<int>(fault.status), "text/html",
                                     "<html><body>Service Unavailable</body></html>")
                           : respond(error_answer({fault.text.empty() ? "SERVER_UNAVAILABLE" : fault.text,
                                                   "told to fail",
                                                   {},
                                                   static_cast<int>(fault.status)}));
      if (!fault.retry_after.empty()) response.headers.add("Retry-After", fault.retry_after);
      return response;
    }
    if (fault.kind == "expired_token") {
      tokens_.clear();
      return respond(error_answer(
          {"INVALID_SESSION_ID", fault.text.empty() ? "Session expired or invalid" : fault.text, {}, 401}));
    }
    if (fault.kind == "request_limit") {
      return respond(error_answer({"REQUEST_LIMIT_EXCEEDED",
                                   fault.text.empty() ? "TotalRequests Limit exceeded." : fault.text,
                                   {},
                                   403}));
    }
    if (fault.kind == "lock_row") {
      return respond(error_answer({"UNABLE_TO_LOCK_ROW",
                                   "unable to obtain exclusive access to this record",
                                   {},
                                   static_cast<int>(fault.status)}));
    }
  }
  return std::nullopt;
}

void Simulator::hide_fields(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    if (fault.kind != "hidden_field" && fault.kind != "shown_field") continue;
    for (ObjectDef& object : const_cast<std::vector<ObjectDef>&>(org_.schema().objects())) {
      for (FieldDef& field : object.fields) {
        if (field.name == fault.field) field.hidden = fault.kind == "hidden_field";
      }
    }
  }
}

Task<http::Response> Simulator::api(http::Request request) {
  if (head_bytes(request) > kUriAndHeadersMax)
    co_return respond(431, "text/html", "<html>URI too long</html>");
  if (!is_authorised(request)) {
    co_return respond(error_answer({"INVALID_SESSION_ID", "Session expired or invalid", {}, 401}));
  }
  const std::string_view rest = std::string_view(request.url).substr(kDataPath.size() + 1);
  const std::string version(rest.substr(0, rest.find_first_of("/?")));
  if (!is_version(version)) co_return respond(not_found());
  RestRequest call = Rest::parse_target(request.method, rest.substr(version.size()));
  const std::string operation = Rest::operation_of(call);
  call.faults = faults_.strike(operation);
  ++calls_[operation];
  ++api_calls_;
  const Fault* slow = find_fault(call.faults, "latency");
  const milliseconds wait = settings_.latency + milliseconds(slow ? slow->milliseconds : 0);
  if (wait.count() > 0) co_await sleep_for(clock_, wait);
  hide_fields(call.faults);
  if (auto refused = refuse(call.faults)) co_return std::move(*refused);

  model::Arena arena(std::max<std::size_t>(64 * 1024, request.body.size() * 2));
  model::JsonParser parser;
  Buffer inflated;
  std::string_view body = request.body.view();
  if (request.headers.find("Content-Encoding") == "gzip") {
    if (!gunzip(body, inflated))
      co_return respond(error_answer({"JSON_PARSER_ERROR", "the body is no gzip", {}}));
    body = inflated.view();
  }
  const auto multipart = json_of_multipart(request.headers.find("Content-Type").value_or(""), body);
  if (multipart) body = *multipart;
  if (!body.empty()) {
    const auto json = parser.parse(body, arena);
    if (!json.ok())
      co_return respond(error_answer({"JSON_PARSER_ERROR", "Unexpected character in the body", {}}));
    call.body = *json;
  }
  RestAnswer answer = rest_.run(call, version);
  co_return finish(std::move(answer), request, call.faults);
}

// Faults that strike after the work is done, and what every answer carries.
http::Response Simulator::finish(RestAnswer answer, const http::Request& request,
                                 const std::vector<Fault>& faults) {
  http::Response response = respond(std::move(answer));
  if (find_fault(faults, "drop_after_commit")) response.drop = true;
  if (find_fault(faults, "status_after_commit")) response = respond(503, "text/html", "<html>gateway</html>");
  if (find_fault(faults, "truncated_json")) response.body.resize(response.body.size() / 2);
  if (find_fault(faults, "empty_array")) response.body = Buffer("[]");
  response.headers.add("Sforce-Limit-Info", "api-usage=" + std::to_string(api_calls_) + '/' +
                                                std::to_string(settings_.limits.daily_requests));
  const auto accepts = request.headers.find("Accept-Encoding");
  if (accepts && accepts->find("gzip") != std::string_view::npos && response.body.size() > 16 * 1024) {
    response.body = gzip(response.body.view());
    response.headers.add("Content-Encoding", "gzip");
  }
  return response;
}

}  // namespace hub::simulators::salesforce
