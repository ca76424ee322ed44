#include "core/admin/elsewhere.hpp"

#include "core/admin/answer.hpp"
#include "core/admin/json_writer.hpp"
#include "core/admin/query.hpp"
#include "core/model/json.hpp"

namespace hub::admin {

namespace {

// Says that the answer is one of the API, and with which status: without it, it is the channel's own.
constexpr const char* kStatusHeader = "Hub-Answer";
constexpr int kStatusLeast = 100, kStatusMost = 599;
constexpr std::chrono::seconds kDeadline{60};  // an erasure asks every target

http::Response away() {
  http::Response response =
      problem_answer(503, "Another node has this tenant, and does not answer", "ask again in a moment");
  response.headers.add("Retry-After", "1");
  return response;
}

Error bad_message() {
  return invalid_error("bad_message", "a node sent what this one does not understand");
}

}  // namespace

Buffer encoded(const http::Request& request, const AdminKey& caller) {
  JsonWriter json;
  json.begin_object().member("method", request.method).member("url", request.url);
  json.member("type", request.headers.find("Content-Type").value_or(std::string_view()));
  json.member("name", caller.name).member("role", to_string(caller.role)).member("key", caller.id);
  json.member("reach", std::int64_t{static_cast<int>(caller.reach.kind)}).member("of", caller.reach.name);
  json.end_object();
  Buffer out = json.take();
  out.push_back('\n');
  out.append(request.body.view());
  return out;
}

Result<Asked> parse_asked(std::string_view message) {
  const auto end = message.find('\n');
  if (end == std::string_view::npos) return bad_message();
  model::Arena arena;
  model::JsonParser parser;
  const auto head = parser.parse(message.substr(0, end), arena);
  if (!head.ok() || !head->is_object()) return bad_message();
  const auto role = parse_role(head->text_at("role"));
  const model::Value* reach = head->find("reach");
  const bool has_reach = reach != nullptr && reach->is_integer() && reach->as_integer() >= 0 &&
                         reach->as_integer() <= static_cast<int>(Reach::Kind::tenant);
  if (!role || !has_reach) return bad_message();
  Asked asked;
  asked.request.method = head->text_at("method");
  asked.request.url = head->text_at("url");
  if (const auto type = head->text_at("type"); !type.empty())
    asked.request.headers.add("Content-Type", std::string(type));
  asked.request.body.append(message.substr(end + 1));
  asked.caller.name = head->text_at("name");
  asked.caller.role = *role;
  asked.caller.id = head->text_at("key");
  asked.caller.reach = {static_cast<Reach::Kind>(reach->as_integer()), std::string(head->text_at("of"))};
  return asked;
}

Task<http::Response> ask_node(http::Client& client, std::string address, http::Request request,
                              AdminKey caller) {
  http::Request message;
  message.method = "POST";
  message.url = address + std::string(kAskPath);
  message.headers.add("Content-Type", "application/octet-stream");
  message.deadline = kDeadline;
  message.body = encoded(request, caller);
  auto sending = client.send(std::move(message));
  auto answer = co_await std::move(sending);
  if (!answer.ok()) co_return away();
  const auto status = parse_integer(answer->headers.find(kStatusHeader).value_or(std::string_view()));
  if (!status || *status < kStatusLeast || *status > kStatusMost) co_return away();
  http::Response response;
  response.status = static_cast<int>(*status);
  for (const auto& [name, value] : answer->headers)
    if (http::same_name(name, "Content-Type") || http::same_name(name, "Retry-After"))
      response.headers.add(name, value);
  response.body = std::move(answer->body);
  co_return response;
}

Task<http::Response> answer_asked(HandleAsked handle, http::Request request) {
  auto asked = parse_asked(request.body.view());
  if (!asked.ok()) co_return error_answer(asked.error());
  auto handling = handle(std::move(asked->request), std::move(asked->caller));
  http::Response response = co_await std::move(handling);
  response.headers.add(kStatusHeader, std::to_string(response.status));
  response.status = 200;
  co_return response;
}

}  // namespace hub::admin
