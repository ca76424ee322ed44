#include "connectors/servicenow/client.hpp"

#include <charconv>
#include <map>
#include <set>

#include "connectors/shared/members.hpp"
#include "core/base/base64.hpp"
#include "core/model/array_writer.hpp"
#include "core/model/object_writer.hpp"

namespace hub::connectors::servicenow {

using model::Value;

namespace {

void write_batch(const std::vector<Call>& calls, Buffer& out) {
  model::ObjectWriter batch(out);
  batch.add("batch_request_id", "1");
  model::ArrayWriter requests(batch.begin("rest_requests"));
  for (std::size_t i = 0; i < calls.size(); ++i) {
    model::ObjectWriter request(requests.begin());
    request.add("id", std::to_string(i));
    request.add("method", calls[i].method);
    request.add("url", calls[i].path);
    request.begin("headers").append(R"([{"name":"Content-Type","value":"application/json"},)"
                                    R"({"name":"Accept","value":"application/json"}])");
    if (!calls[i].body.empty()) {
      Buffer& body = request.begin("body");
      body.push_back('"');
      base64_encode(calls[i].body.view(), body);
      body.push_back('"');
    }
    request.finish();
  }
  requests.finish();
  batch.finish();
}

// Which calls of a batch were not carried out: ids, bare or as members of objects.
std::set<std::string, std::less<>> unserviced(const Value& answer) {
  std::set<std::string, std::less<>> ids;
  for (const Value& each : list_at(answer, "unserviced_requests"))
    ids.emplace(each.is_string() ? each.as_string() : each.text_at("id"));
  return ids;
}

// The one header that is told of a rule for calls in an hour; what is used of it is not.
std::optional<delivery::Budget> read_budget(const http::Headers& headers, MonotonicTime) {
  const std::string_view limit = headers.find("X-RateLimit-Limit").value_or("");
  delivery::Budget budget;
  std::int64_t calls = 0;
  if (std::from_chars(limit.data(), limit.data() + limit.size(), calls).ec != std::errc())
    return std::nullopt;
  budget.limit = calls;
  return budget;
}

JsonApi::Manner manner(const ClientOptions& options) {
  JsonApi::Manner manner{options.base_url, options.timeout, classify_answer, read_budget};
  manner.answers_objects = true;
  return manner;
}

// Something else than JSON comes from an instance that sleeps.
Error explained(const Error& error, http::Effect effect) {
  return error.code == "unreadable_answer" ? no_data(effect) : error;
}

}  // namespace

Client::Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock)
    : api_(manner(options), std::move(tokens), http, clock) {}

Task<Client::Answer> Client::send_for_result(ApiCall call, model::Arena& arena) {
  const http::Effect effect = call.effect;
  const auto answer = co_await api_.send(std::move(call), arena);
  if (!answer.ok()) co_return explained(answer.error(), effect);
  const Value* result = answer->find("result");
  co_return result ? *result : *answer;
}

Client::Answer Client::result_of(const Value& served, http::Effect effect, model::Arena& arena) {
  const Value* status = served.find("status_code");
  const auto bytes = base64_decode(served.text_at("body"));
  if (!status || !status->is_integer() || !bytes) return no_data(effect);
  http::Response answer;
  answer.status = static_cast<int>(status->as_integer());
  answer.body.append({bytes->data(), bytes->size()});
  const Answer body = api_.read(answer, effect, arena);
  if (!body.ok()) {
    Error error = explained(body.error(), effect);
    error.whole_request = false;
    return error;
  }
  if (body->is_null()) return body;
  const Value* result = body->find("result");
  return result ? Answer(*result) : Answer(no_data(effect));
}

Task<std::vector<Client::Answer>> Client::send_all(const std::vector<Call>& calls, http::Effect effect,
                                                   model::Arena& arena) {
  std::vector<Answer> answers;
  if (calls.empty()) co_return answers;
  ApiCall call{"POST", "/api/now/v1/batch", effect};
  write_batch(calls, call.body);
  const auto whole = co_await send_for_result(std::move(call), arena);
  if (!whole.ok()) co_return std::vector<Answer>(calls.size(), Answer(whole.error()));
  std::map<std::string_view, const Value*> served;
  for (const Value& each : list_at(*whole, "serviced_requests")) served[each.text_at("id")] = &each;
  const auto left = unserviced(*whole);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const auto found = served.find(std::to_string(i));
    if (found != served.end()) {
      answers.push_back(result_of(*found->second, effect, arena));
    } else if (left.contains(std::to_string(i))) {
      answers.emplace_back(
          transient_error("unserviced", "the instance had no time for this part of a batch"));
    } else {
      answers.emplace_back(no_data(effect));
    }
  }
  co_return answers;
}

Task<Result<std::string_view>> Client::download(const std::string& id, model::Arena& arena) {
  ApiCall call{"GET", "/api/now/attachment/" + id + "/file"};
  const auto answer = co_await api_.fetch(std::move(call));
  if (!answer.ok()) co_return answer.error();
  co_return arena.copy(answer->body.view());
}

}  // namespace hub::connectors::servicenow
