// Signing in and out with a browser, and what only a page that stays open asks for.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

// The key in the body of a sign-in; empty when there is none.
std::string key_in(const http::Request& request) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object() || body->as_object().size() != 1) return {};
  const model::Value* key = body->find("key");
  return key != nullptr && key->is_string() ? std::string(key->as_string()) : std::string();
}

http::Response session_answer(const AdminKey& key) {
  JsonWriter json;
  json.begin_object().member("name", key.name).member("role", to_string(key.role));
  json.name("operations").begin_array();
  for (const Operation& operation : operations())
    if (may(key.role, operation)) json.text(operation.name);
  json.end_array().end_object();
  return json_answer(200, json);
}

std::optional<std::chrono::seconds> read_range(const Query& query) {
  const std::string* word = query.find("range");
  const auto age = parse_age(word != nullptr ? *word : std::string("1h"));
  if (!age || *age < std::chrono::minutes(1) || *age > std::chrono::hours(24)) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(*age);
}

void write_point(const HistoryPoint& point, JsonWriter& json) {
  json.begin_object().member("at", point.at).member("accepted", point.accepted);
  json.member("confirmed", point.confirmed).member("deleted", point.deleted);
  json.member("waiting", point.waiting).member("dead_letters", point.dead_letters);
  json.member("held", point.held).member("oldest_seconds", point.oldest_seconds).end_object();
}

}  // namespace

http::Response Api::open_session(const Call& call) {
  if (!comes_from_own_page(call.request))
    return problem_answer(403, "Only the console signs in with a cookie", "send Authorization: Bearer KEY");
  const AdminKey* key = parts_.keys.find("Bearer " + key_in(call.request));
  if (key == nullptr) {
    parts_.log.warning("a sign-in to the console was refused");
    return problem_answer(401, "This is no key of this hub");
  }
  http::Response response = session_answer(*key);
  response.headers.add("Set-Cookie", sessions_.open(*key));
  parts_.log.info("somebody signed in to the console", {log::resource("key", key->name)});
  return response;
}

http::Response Api::show_session(const Call& call) const {
  return session_answer(*call.key);
}

http::Response Api::close_session(const Call& call) {
  JsonWriter json;
  json.begin_object().member("done", true).end_object();
  http::Response response = json_answer(200, json);
  response.headers.add("Set-Cookie", sessions_.close(call.request));
  return response;
}

// Who was signed out, or whose session is over, sees nothing more.
http::Response Api::watch_live(const Call& call) {
  http::Response response;
  response.headers.add("Content-Type", "text/event-stream");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.stream = feed_.watch(call.session ? call.session->until : parts_.clock.now() + Sessions::kLife);
  return response;
}

http::Response Api::get_history(const Call& call) const {
  const auto range = read_range(call.query);
  if (!range) return problem_answer(400, "Bad request", "`range` is an age from 1m to 24h");
  const History::View view = history_.last(*range);
  JsonWriter json;
  json.begin_object().member("step_seconds", std::int64_t{view.step.count()});
  json.member("at", parts_.clock.wall_now()).name("points").begin_array();
  for (const HistoryPoint& point : view.points) write_point(point, json);
  json.end_array().name("marks").begin_array();
  for (const HistoryMark& mark : view.marks) {
    json.begin_object().member("at", mark.at).member("what", mark.what).member("tenant", mark.tenant);
    json.member("target", mark.target).member("by", mark.by).end_object();
  }
  json.end_array().end_object();
  return json_answer(200, json);
}

}  // namespace hub::admin
