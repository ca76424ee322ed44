// Signing in and out with a browser, and what only a page that stays open asks for.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/key_json.hpp"
#include "core/admin/sign_on.hpp"
#include "core/admin/status_json.hpp"
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

bool may_use(const AdminKey& key, const Operation& operation) {
  const bool is_beyond = operation.rights.concern == Concern::hub && !key.reach.is_everything();
  return operation.rights.has(key.role) && !is_beyond;
}

http::Response session_answer(const AdminKey& key) {
  JsonWriter json;
  json.begin_object().member("name", key.name).member("role", to_string(key.role));
  write_reach(key.reach, json);
  json.name("operations").begin_array();
  for (const Operation& operation : operations())
    if (may_use(key, operation)) json.text(operation.name);
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

Task<http::Response> Api::open_session(const Call& call) {
  if (!comes_from_own_page(call.request))
    co_return problem_answer(403, "Only the console signs in with a cookie",
                             "send Authorization: Bearer KEY");
  auto checking = key_check_.check(key_in(call.request));
  const auto key = co_await std::move(checking);
  if (!key) co_return error_answer(key.error());
  if (!*key) {
    parts_.log.warning("a sign-in to the console was refused");
    co_return problem_answer(401, "This is no key of this hub");
  }
  http::Response response = session_answer(**key);
  response.headers.add("Set-Cookie", parts_.sessions.open((*key)->id));
  parts_.log.info("somebody signed in to the console", {log::resource("key", (*key)->name)});
  co_return response;
}

http::Response Api::show_session(const Call& call) const {
  return session_answer(*call.key);
}

http::Response Api::close_session(const Call& call) {
  JsonWriter json;
  json.begin_object().member("done", true);
  const bool is_from_provider = call.session != nullptr && call.session->person != nullptr;
  if (is_from_provider && parts_.sign_on != nullptr) {
    const std::string url = parts_.sign_on->sign_out_url();
    if (!url.empty()) json.member("provider_sign_out", url);
  }
  json.end_object();
  http::Response response = json_answer(200, json);
  response.headers.add("Set-Cookie", parts_.sessions.close(call.request));
  return response;
}

http::Response Api::show_sign_in() const {
  JsonWriter json;
  json.begin_object();
  if (parts_.sign_on != nullptr) json.member("provider", parts_.sign_on->provider_name());
  json.end_object();
  return json_answer(200, json);
}

// Who was signed out, or whose session is over, sees nothing more.
http::Response Api::watch_live(const Call& call) {
  const auto events = number_of(call.query, "events", INT64_MAX, 1, INT64_MAX);
  if (!events) return problem_answer(400, "Bad request", "`events` is a number from 1");
  http::Response response;
  response.headers.add("Content-Type", "text/event-stream");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Content-Type-Options", "nosniff");
  const MonotonicTime until = call.session ? call.session->until : parts_.clock.now() + Sessions::kLife;
  response.stream = feed_of(call.key->reach).watch(until, *events);
  return response;
}

LiveFeed& Api::feed_of(const Reach& reach) {
  std::unique_ptr<LiveFeed>& feed = feeds_[reach.text()];
  if (feed) return *feed;
  LiveFeed::Narrow narrowed;
  if (!reach.is_everything()) {
    narrowed = [this, reach](Status& status) {
      narrow(status, [&](const std::string& name) { return parts_.hierarchy.covers(reach, name); });
    };
  }
  feed = std::make_unique<LiveFeed>(parts_.control, parts_.clock, parts_.executor, std::move(narrowed));
  return *feed;
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
