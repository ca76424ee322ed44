// What a proof run asks of a hub: where it is and how to send it a canary, and to take the canary back.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

const model::Value* object_at(const model::Value& value, std::string_view name) {
  const model::Value* member = value.find(name);
  return member != nullptr && member->is_object() ? member : nullptr;
}

}  // namespace

http::Response Api::proof_session() const {
  const ProofSession session = parts_.control.proof_session();
  JsonWriter json;
  json.begin_object()
      .member("events_url", session.events_url)
      .member("key", session.key)
      .member("data_dir", session.data_dir)
      .member("process", session.process)
      .member("identity", session.identity)
      .end_object();
  return json_answer(200, json);
}

Task<http::Response> Api::erase_canary(const Call& call) {
  constexpr const char* kWants = "give `tenant` and the `event` that was sent";
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(call.request.body.view(), arena);
  if (!body.ok()) co_return problem_answer(400, "Bad request", "the body is no JSON");
  const model::Value* event = object_at(*body, "event");
  const model::Value* data = event != nullptr ? object_at(*event, "data") : nullptr;
  const model::Value* its_case = data != nullptr ? object_at(*data, "case") : nullptr;
  if (its_case == nullptr) co_return problem_answer(400, "Bad request", kWants);
  Buffer text;
  model::write_json(*data, text);
  delivery::NewEvent canary;
  canary.tenant = body->text_at("tenant");
  canary.source = event->text_at("source");
  canary.event_id = event->text_at("id");
  canary.case_id = its_case->text_at("id");
  canary.type = event->text_at("type");
  canary.time = event->text_at("time");
  canary.data = text.view();
  canary.happened_at = parse_timestamp(canary.time).value_or(parts_.clock.wall_now());
  const auto erasures = co_await parts_.control.erase_canary(std::move(canary));
  if (!erasures.ok()) co_return error_answer(erasures.error());
  JsonWriter json;
  json.begin_object().name("targets").begin_array();
  for (const delivery::CanaryErasure& one : *erasures) {
    json.begin_object().member("target", one.target);
    json.member("records", static_cast<std::int64_t>(one.records));
    json.member("found", static_cast<std::int64_t>(one.found));
    json.member("left", static_cast<std::int64_t>(one.left));
    if (one.error) json.member("problem", one.error->message);
    json.end_object();
  }
  json.end_array().end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
