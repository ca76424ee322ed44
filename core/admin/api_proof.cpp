// What a proof run asks of a hub: where it is and how to send it a canary, and to take the canary back; and
// what the last one came to.
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

http::Response Api::note_proof(const Call& call) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(call.request.body.view(), arena);
  const model::Value* passed = body.ok() ? body->find("passed") : nullptr;
  if (passed == nullptr || !passed->is_boolean())
    return problem_answer(400, "Bad request", "give `passed`, true or false");
  last_proof_ = {parts_.clock.wall_now(), passed->as_boolean(), call.key->name};
  const std::initializer_list<log::Field> fields = {log::resource("key", call.key->name)};
  if (passed->as_boolean())
    parts_.log.info("a proof run found nothing", fields);
  else
    parts_.log.error("a proof run found something, or could not look everywhere", fields);
  JsonWriter json;
  json.begin_object().member("done", true).end_object();
  return json_answer(200, json);
}

http::Response Api::last_proof() const {
  JsonWriter json;
  json.begin_object();
  if (last_proof_)
    json.member("at", last_proof_->at).member("passed", last_proof_->passed).member("by", last_proof_->by);
  json.end_object();
  return json_answer(200, json);
}

}  // namespace hub::admin
