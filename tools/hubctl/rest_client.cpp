#include "tools/hubctl/rest_client.hpp"

#include <cpprest/http_client.h>
#include <cpprest/uri.h>

namespace hub::hubctl {
namespace {

constexpr const char* kUnreachable = "the hub cannot be reached at ";

std::string message_of(const Document& answer, int status) {
  std::string message(answer.is_json() ? answer.value().text_at("title") : std::string_view());
  if (answer.is_json() && !answer.value().text_at("detail").empty())
    message += ": " + std::string(answer.value().text_at("detail"));
  if (answer.is_json() && !answer.value().text_at("reason").empty())
    message = std::string(answer.value().text_at("reason"));
  return message.empty() ? "the hub answered " + std::to_string(status) : message;
}

Error error_of(int status, const Document& answer) {
  Error error = invalid_error("status_" + std::to_string(status), message_of(answer, status));
  if (status == 401 || status == 403) error.kind = ErrorKind::auth;
  if (status >= 500) error.kind = ErrorKind::transient;
  return error;
}

}  // namespace

Document::Document(std::string text) : text_(std::move(text)), arena_(std::make_unique<model::Arena>()) {
  model::JsonParser parser;
  auto parsed = parser.parse(text_, *arena_);
  is_json_ = parsed.ok();
  if (parsed) value_ = *parsed;
}

RestClient::RestClient(std::string url, std::string key, std::chrono::seconds timeout)
    : url_(std::move(url)), key_(std::move(key)), timeout_(timeout) {}

Result<Document> RestClient::get(const std::string& path) {
  return send("GET", path, nullptr);
}

Result<Document> RestClient::post(const std::string& path, const std::string& json) {
  const Body body{json, "application/json"};
  return send("POST", path, &body);
}

Result<Document> RestClient::remove(const std::string& path) {
  return send("DELETE", path, nullptr);
}

Result<Document> RestClient::post_event(const std::string& path, const std::string& event,
                                        std::chrono::seconds wait, const Headers& signature) {
  Body body{event, "application/cloudevents+json", signature};
  body.headers.emplace_back("Prefer", "wait=" + std::to_string(wait.count()));
  return send("POST", path, &body);
}

Result<RawAnswer> RestClient::fetch(const std::string& path) {
  return exchange("GET", path, nullptr);
}

Result<Document> RestClient::send(const std::string& method, const std::string& path, const Body* body) {
  auto raw = exchange(method, path, body);
  if (!raw.ok()) return raw.error();
  Document answer(std::move(raw->body));
  if (raw->status < 200 || raw->status > 299) return error_of(raw->status, answer);
  return answer;
}

Result<RawAnswer> RestClient::exchange(const std::string& method, const std::string& path, const Body* body) {
  try {
    web::http::client::http_client_config settings;
    settings.set_timeout(timeout_);
    web::http::client::http_client client(url_, settings);
    web::http::http_request request(method);
    request.set_request_uri(web::uri(path));
    if (!key_.empty()) request.headers().add("Authorization", "Bearer " + key_);
    if (body != nullptr) request.set_body(body->text, body->type);
    if (body != nullptr)
      for (const auto& [name, value] : body->headers) request.headers().add(name, value);
    const web::http::http_response response = client.request(request).get();
    RawAnswer answer;
    answer.status = response.status_code();
    for (const auto& [name, value] : response.headers()) answer.headers += name + ": " + value + '\n';
    // Taken as bytes: extract_string() would refuse media types that it does not know.
    const std::vector<unsigned char> bytes = response.extract_vector().get();
    answer.body.assign(bytes.begin(), bytes.end());
    return answer;
  } catch (const std::exception&) {
    return transient_error("unreachable", kUnreachable + url_);
  }
}

std::string encode(std::string_view text) {
  return web::uri::encode_data_string(std::string(text));
}

}  // namespace hub::hubctl
