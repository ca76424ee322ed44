// Tenants and partners that leave.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/base/words.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr std::array<std::string_view, 3> kModeWords = {"drain", "expire", "move"};

// Nothing when it is another body.
std::optional<RemovalMode> mode_in(const http::Request& request) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object() || body->as_object().size() != 1) return std::nullopt;
  return parse_removal_mode(body->text_at("mode"));
}

http::Response refused(const Error& error) {
  if (error.code == "unknown_tenant" || error.code == "unknown_partner" || error.code == "no_removal")
    return problem_answer(404, "There is no such removal", error.message);
  if (error.code == "removal_refused" || error.code == "not_empty")
    return problem_answer(409, "It stays", error.message);
  return error_answer(error);
}

http::Response removal_answer(const Result<RemovalView>& removal) {
  if (!removal) return refused(removal.error());
  JsonWriter json;
  json.begin_object().member("tenant", removal->tenant);
  json.member("mode", to_string(removal->mode)).member("begun_at", removal->begun_at);
  json.member("begun_by", removal->begun_by).member("cases", removal->cases).member("held", removal->held);
  json.member("dead_letters", removal->dead_letters).member("owed", removal->owed);
  json.member("empty", removal->is_empty()).end_object();
  return json_answer(200, json);
}

http::Response done_answer(const Result<void>& done) {
  if (!done) return refused(done.error());
  JsonWriter json;
  json.begin_object().member("done", true).end_object();
  return json_answer(200, json);
}

}  // namespace

std::string_view to_string(RemovalMode mode) {
  return kModeWords[static_cast<std::size_t>(mode)];
}

std::optional<RemovalMode> parse_removal_mode(std::string_view word) {
  return parse_word<RemovalMode>(kModeWords, word);
}

Task<http::Response> Api::begin_removal(const Call& call) {
  const auto mode = mode_in(call.request);
  if (!mode) co_return problem_answer(400, "Bad request", "the body has `mode`: drain, expire or move");
  auto beginning = parts_.removals.begin(call.path_values[0], *mode, call.key->name);
  const auto removal = co_await std::move(beginning);
  if (removal) call.outcome = std::to_string(removal->cases) + " cases left";
  co_return removal_answer(removal);
}

Task<http::Response> Api::show_removal(const Call& call) {
  auto showing = parts_.removals.show(call.path_values[0]);
  const auto removal = co_await std::move(showing);
  co_return removal_answer(removal);
}

Task<http::Response> Api::finish_removal(const Call& call) {
  auto finishing = parts_.removals.finish(call.path_values[0]);
  const auto finished = co_await std::move(finishing);
  if (finished) parts_.keys.remove_all_of({Reach::Kind::tenant, call.path_values[0]});
  co_return done_answer(finished);
}

Task<http::Response> Api::remove_partner(const Call& call) {
  auto removing = parts_.removals.remove_partner(call.path_values[0]);
  const auto removed = co_await std::move(removing);
  if (removed) parts_.keys.remove_all_of({Reach::Kind::partner, call.path_values[0]});
  co_return done_answer(removed);
}

}  // namespace hub::admin
