#include "tools/simulators/salesforce/simulator.hpp"

#include <algorithm>
#include <charconv>

#include "core/async/event.hpp"
#include "tools/simulators/common/gzip.hpp"
#include "tools/simulators/salesforce/content.hpp"
#include "tools/simulators/salesforce/respond.hpp"

namespace hub::simulators::salesforce {

namespace {

constexpr std::string_view kDataPath = "/services/data";
constexpr std::size_t kUriAndHeadersMax = 16'384;  // salesforce.md 2.7

std::size_t head_bytes(const http::Request& request) {
  std::size_t bytes = request.url.size();
  for (const auto& [name, value] : request.headers) bytes += name.size() + value.size() + 4;
  return bytes;
}

// Of "batchSize=500"; 0 when it says nothing.
std::size_t batch_size(std::string_view query_options) {
  constexpr std::string_view kName = "batchSize=";
  const std::size_t at = query_options.find(kName);
  std::size_t rows = 0;
  if (at != std::string_view::npos) {
    const char* digits = query_options.data() + at + kName.size();
    std::from_chars(digits, query_options.data() + query_options.size(), rows);
  }
  return rows;
}

}  // namespace

Simulator::Simulator(Clock& clock, SimulatorSettings settings)
    : clock_(clock),
      settings_(std::move(settings)),
      org_(Schema::shipped(), clock),
      usage_(clock, settings_.limits.daily_requests),
      rest_(org_, usage_, settings_.limits) {
  org_.set_run_as_user(id18("005Hb0000000001"));
}

Result<std::unique_ptr<Simulator>> Simulator::start(IoContext& io, Clock& clock, SimulatorSettings settings) {
  std::unique_ptr<Simulator> simulator(new Simulator(clock, std::move(settings)));
  const auto handle = [self = simulator.get()](http::Request request) {
    return self->handle(std::move(request));
  };
  const SimulatorSettings& its = simulator->settings_;
  auto started = simulator->listener_.start(io, {its.address, its.port}, handle);
  if (!started.ok()) return std::move(started).error();
  return simulator;
}

std::size_t Simulator::live_rows(std::string_view object) {
  const ObjectDef* def = org_.schema().find(object);
  if (!def) return 0;
  return static_cast<std::size_t>(std::ranges::count(org_.rows_of(*def), false, &Row::deleted));
}

Task<http::Response> Simulator::handle(http::Request request) {
  const std::string_view path = std::string_view(request.url).substr(0, request.url.find('?'));
  if (path.starts_with("/_control/")) co_return control(request);
  if (path == "/services/oauth2/token") co_return co_await token(std::move(request));
  if (path == "/services/oauth2/revoke") co_return revoke(request);
  if (path.starts_with("/id/")) co_return identity(request);
  if (path.starts_with("/services/Soap/u/")) co_return empty_recycle_bin(request);
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

void Simulator::reset() {
  rest_.close_cursors();
  org_.reset();
  faults_.clear();
  usage_.reset();
  calls_.clear();
  tokens_.clear();
  logins_ = 0;
}

Task<http::Response> Simulator::api(http::Request request) {
  if (request.url.size() > kUriAndHeadersMax)
    co_return respond(414, "text/html", "<html>URI too long</html>");
  if (head_bytes(request) > kUriAndHeadersMax)
    co_return respond(431, "text/html", "<html>headers too large</html>");
  if (!is_authorised(request)) {
    co_return with_usage(
        respond(error_answer({"INVALID_SESSION_ID", "Session expired or invalid", {}, 401})));
  }
  const std::string_view rest = std::string_view(request.url).substr(kDataPath.size() + 1);
  const std::string version(rest.substr(0, rest.find_first_of("/?")));
  if (api_version(version) == 0) co_return with_usage(respond(not_found()));
  RestRequest call = Rest::parse_target(request.method, rest.substr(version.size()));
  const std::string operation = Rest::operation_of(call);
  call.faults = faults_.strike(operation);
  ++calls_[operation];
  const Fault* slow = find_fault(call.faults, "latency");
  const milliseconds wait = settings_.latency + milliseconds(slow ? slow->milliseconds : 0);
  if (wait.count() > 0) co_await sleep_for(clock_, wait);
  hide_fields(call.faults);
  if (auto refused = refuse(call.faults)) co_return std::move(*refused);
  co_return run(std::move(call), version, request);
}

http::Response Simulator::run(RestRequest call, const std::string& version, const http::Request& request) {
  if (usage_.is_exhausted()) {
    return with_usage(
        respond(error_answer({"REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", {}, 403})));
  }
  usage_.count(1);
  arena_.reset();
  Buffer inflated;
  std::string_view body = request.body.view();
  if (request.headers.find("Content-Encoding") == "gzip") {
    if (!gunzip(body, inflated))
      return with_usage(respond(error_answer({"JSON_PARSER_ERROR", "the body is no gzip", {}})));
    body = inflated.view();
  }
  const auto multipart = json_of_multipart(request.headers.find("Content-Type").value_or(""), body);
  if (multipart) body = *multipart;
  const Fault* refused_text = find_fault(call.faults, "refused_text");
  if (refused_text && body.find(refused_text->text) != body.npos) {
    return with_usage(respond(error_answer({"JSON_PARSER_ERROR", "told to refuse", {refused_text->field}})));
  }
  if (!body.empty()) {
    const auto json = parser_.parse(body, arena_);
    if (!json.ok()) {
      return with_usage(respond(error_answer({"JSON_PARSER_ERROR", "Unexpected character in the body", {}})));
    }
    call.body = *json;
  }
  call.page_rows_max = batch_size(request.headers.find("Sforce-Query-Options").value_or(""));
  return finish(rest_.run(call, version), request, call.faults);
}

}  // namespace hub::simulators::salesforce
