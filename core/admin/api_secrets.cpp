// Secrets of tenants: they go in, and never come out.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/model/json.hpp"
#include "core/policy/fields.hpp"

namespace hub::admin {
namespace {

// The value in the body; nothing when it is another body.
std::optional<Buffer> value_in(const http::Request& request) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object() || body->as_object().size() != 1) return std::nullopt;
  const model::Value* value = body->find("value");
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return Buffer(value->as_string());
}

http::Response refused(const Error& error) {
  if (error.code == "no_such_secret") return problem_answer(404, "There is no such secret", error.message);
  if (error.code == "secret_exists" || error.code == "secret_in_use")
    return problem_answer(409, "The secret stays as it is", error.message);
  return error_answer(error);
}

void write_secret(const SecretView& secret, JsonWriter& json) {
  json.begin_object().member("tenant", secret.tenant).member("name", secret.name);
  json.member("version", secret.version).member("set_at", secret.set_at).member("set_by", secret.set_by);
  json.name("used_by").begin_array();
  for (const std::string& user : secret.used_by) json.text(user);
  json.end_array().end_object();
}

}  // namespace

http::Response Api::list_secrets(const Call& call) const {
  const std::string* tenant = call.query.find("tenant");
  JsonWriter json;
  json.begin_object().name("secrets").begin_array();
  for (const SecretView& secret : parts_.secrets.list())
    if (call.reaches(secret.tenant) && (tenant == nullptr || *tenant == secret.tenant))
      write_secret(secret, json);
  json.end_array().end_object();
  return json_answer(200, json);
}

Task<http::Response> Api::put_secret(const Call& call, bool is_new) {
  if (!policy::is_resource_name(call.path_values[0]))
    co_return problem_answer(404, "There is no such tenant");
  auto value = value_in(call.request);
  if (!value) co_return problem_answer(400, "Bad request", "the body has `value`, a text, and nothing else");
  NewSecret secret{call.path_values[0], call.path_values[1], std::move(*value), call.key->name};
  auto putting = is_new ? parts_.secrets.set(std::move(secret)) : parts_.secrets.rotate(std::move(secret));
  const auto version = co_await std::move(putting);
  if (!version) co_return refused(version.error());
  call.outcome = "version " + std::to_string(*version);
  JsonWriter json;
  json.begin_object().member("tenant", call.path_values[0]).member("name", call.path_values[1]);
  json.member("version", *version).end_object();
  co_return json_answer(200, json);
}

Task<http::Response> Api::remove_secret(const Call& call) {
  auto removing = parts_.secrets.remove(call.path_values[0], call.path_values[1]);
  if (const auto removed = co_await std::move(removing); !removed) co_return refused(removed.error());
  JsonWriter json;
  json.begin_object().member("done", true).end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
