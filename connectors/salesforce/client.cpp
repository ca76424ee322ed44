#include "connectors/salesforce/client.hpp"

#include <algorithm>

#include "connectors/salesforce/recycle_bin.hpp"
#include "connectors/salesforce/types.hpp"

namespace hub::connectors::salesforce {

namespace {

constexpr std::size_t kAnswerBytesMax = 64u << 20;
constexpr int kPagesMax = 1'000;

// Two refusals that no new token heals: asking again and again would only block the user (salesforce.md 1.6).
bool refresh_helps(const http::Response& answer) {
  const std::string_view body = answer.body.view();
  return body.find("This session is not valid for use with the REST API") == body.npos &&
         body.find("Connected app is not attached to Agent") == body.npos;
}

}  // namespace

Client::Client(ClientOptions options, Credentials credentials, http::Client& http, Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      session_(http, clock, token_source(std::move(credentials), clock)) {}

std::string Client::data_path(const std::string& rest) const {
  return "/services/data/" + options_.api_version + rest;
}

http::Request Client::request(const Call& call, const http::Token& token) const {
  http::Request request;
  request.method = call.method;
  request.url = token.base_url + call.path;
  request.headers.add("Accept", "application/json");
  request.headers.add("Sforce-Call-Options", "client=connector-hub");
  if (!call.body.empty()) request.headers.add("Content-Type", "application/json");
  if (call.effect == http::Effect::writes) {
    request.headers.add("Sforce-Auto-Assign", options_.assignment_rules ? "TRUE" : "FALSE");
    if (options_.allow_duplicates) request.headers.add("Sforce-Duplicate-Rule-Header", "allowSave=true");
  }
  request.body.append(call.body.view());
  request.deadline = options_.timeout;
  request.answer_bytes_max = kAnswerBytesMax;
  return request;
}

Client::Answer Client::send(Call call, model::Arena& arena) {
  http::Session::MakeRequest make = [this, &call](const http::Token& token) { return request(call, token); };
  std::function<bool(const http::Response&)> helps = refresh_helps;
  auto answer = co_await session_.send(std::move(make), std::move(helps));
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), call.effect);
  co_return judge(*answer, call.effect, arena);
}

Result<model::Value> Client::judge(const http::Response& answer, http::Effect effect, model::Arena& arena) {
  if (const auto usage = answer.headers.find("Sforce-Limit-Info")) {
    if (const auto budget = read_usage(*usage)) budget_ = *budget;
  }
  const bool is_success = answer.status >= 200 && answer.status <= 299;
  if (is_success && answer.body.empty()) return model::Value();
  auto body = parser_.parse(answer.body.view(), arena, model::DataClass::free_text);
  if (!is_success) return classify_answer(answer, body.ok() ? &*body : nullptr, effect, clock_.wall_now());
  if (!body.ok()) return http::unreadable_answer(effect);
  return body;
}

Task<Result<void>> Client::check_version() {
  model::Arena arena;
  Call call{"GET", "/services/data", http::Effect::reads, {}};
  const auto answer = co_await send(std::move(call), arena);
  if (!answer.ok()) co_return answer.error();
  if (!answer->is_array()) co_return http::unreadable_answer(http::Effect::reads);
  const std::string wanted = options_.api_version.substr(1);
  for (const model::Value& offered : answer->as_array()) {
    if (offered.text_at("version") == wanted) co_return Result<void>();
  }
  co_return config_error("the org does not offer API version " + options_.api_version + ": set api_version");
}

Client::Answer Client::describe(const std::string& object, model::Arena& arena) {
  return send({"GET", data_path("/sobjects/" + object + "/describe"), http::Effect::reads, {}}, arena);
}

Client::Answer Client::limits(model::Arena& arena) {
  return send({"GET", data_path("/limits"), http::Effect::reads, {}}, arena);
}

Client::Answer Client::upsert(const model::RecordShape& shape, Buffer body, model::Arena& arena) {
  return send({"PATCH", data_path("/composite/sobjects/" + shape.object + "/" + shape.key_field),
               http::Effect::writes, std::move(body)},
              arena);
}

Client::Answer Client::update(Buffer body, model::Arena& arena) {
  return send({"PATCH", data_path("/composite/sobjects"), http::Effect::writes, std::move(body)}, arena);
}

Client::Answer Client::write_graphs(Buffer body, model::Arena& arena) {
  return send({"POST", data_path("/composite/graph"), http::Effect::writes, std::move(body)}, arena);
}

Client::Answer Client::create(const std::string& object, Buffer body, model::Arena& arena) {
  return send({"POST", data_path("/sobjects/" + object), http::Effect::writes, std::move(body)}, arena);
}

Client::Answer Client::retrieve(const std::string& object, Buffer body, model::Arena& arena) {
  return send({"POST", data_path("/composite/sobjects/" + object), http::Effect::reads, std::move(body)},
              arena);
}

Client::Answer Client::remove(const std::vector<std::string>& ids, model::Arena& arena) {
  std::string joined;
  for (const std::string& id : ids) joined += (joined.empty() ? "" : ",") + http::percent_encode(id);
  return send(
      {"DELETE", data_path("/composite/sobjects?allOrNone=false&ids=" + joined), http::Effect::writes, {}},
      arena);
}

http::Request Client::purge_request(const std::vector<std::string>& ids, const http::Token& token) const {
  http::Request request;
  request.method = "POST";
  request.url = token.base_url + "/services/Soap/u/" + options_.api_version.substr(1);
  request.headers.add("Content-Type", "text/xml; charset=UTF-8");
  request.headers.add("SOAPAction", "\"\"");
  write_purge(token.value, ids, request.body);
  request.deadline = options_.timeout;
  request.answer_bytes_max = kAnswerBytesMax;
  return request;
}

Task<Result<std::vector<Result<void>>>> Client::purge(const std::vector<std::string>& ids) {
  http::Session::MakeRequest make = [this, &ids](const http::Token& token) {
    return purge_request(ids, token);
  };
  auto answer = co_await session_.send(std::move(make));
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), http::Effect::writes);
  const std::string_view body = answer->body.view();
  if (const auto fault = read_fault(body)) co_return *fault;
  if (answer->status != 200)
    co_return classify_answer(*answer, nullptr, http::Effect::writes, clock_.wall_now());
  auto results = read_purge(body, ids.size());
  if (!results) co_return http::unreadable_answer(http::Effect::writes);
  co_return std::move(*results);
}

Task<Result<std::vector<model::Value>>> Client::query(std::string soql, model::Arena& arena,
                                                      QueryScope scope) {
  std::vector<model::Value> rows;
  std::string path =
      data_path(scope == QueryScope::live ? "/query?q=" : "/queryAll?q=") + http::percent_encode(soql);
  for (int page = 0; page < kPagesMax; ++page) {
    Call call{"GET", std::move(path), http::Effect::reads, {}};
    const auto answer = co_await send(std::move(call), arena);
    if (!answer.ok()) co_return answer.error();
    const model::Value* records = answer->find("records");
    const model::Value* done = answer->find("done");
    if (!records || !records->is_array() || !done || !done->is_boolean()) {
      co_return http::unreadable_answer(http::Effect::reads);
    }
    std::ranges::copy(records->as_array(), std::back_inserter(rows));
    if (done->as_boolean()) co_return rows;
    path = answer->text_at("nextRecordsUrl");
    if (!path.starts_with("/services/data/")) co_return http::unreadable_answer(http::Effect::reads);
  }
  co_return transient_error("too_many_pages", "Salesforce's query answer does not end");
}

}  // namespace hub::connectors::salesforce
