// Tenants that move between cells.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

// Texts of an object that has these members and no other; nothing when it is another body.
std::optional<std::map<std::string, std::string>> texts_in(const http::Request& request,
                                                           std::initializer_list<const char*> names) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object() || body->as_object().size() != names.size()) return std::nullopt;
  std::map<std::string, std::string> texts;
  for (const char* name : names) {
    const model::Value* text = body->find(name);
    if (text == nullptr || !text->is_string()) return std::nullopt;
    texts[name] = text->as_string();
  }
  return texts;
}

http::Response refused(const Error& error) {
  if (error.code == "no_move") return problem_answer(404, "There is no such move", error.message);
  if (error.code == "not_empty" || error.code == "tenant_exists" || error.code == "part_missing")
    return problem_answer(409, "It stays as it is", error.message);
  if (error.code == "move_refused") return problem_answer(422, "The tenant does not fit here", error.message);
  return error_answer(error);
}

}  // namespace

http::Response Api::show_cell() const {
  JsonWriter json;
  json.begin_object().member("key", parts_.moves.cell_key()).end_object();
  return json_answer(200, json);
}

Task<http::Response> Api::give_move(const Call& call) {
  auto texts = texts_in(call.request, {"to", "from"});
  if (!texts) co_return problem_answer(400, "Bad request", "the body has `to` and `from`, both texts");
  auto giving =
      parts_.moves.give(call.path_values[0], std::move((*texts)["to"]), std::move((*texts)["from"]));
  const auto part = co_await std::move(giving);
  if (!part) co_return refused(part.error());
  JsonWriter json;
  json.begin_object().member("part", part->sealed);
  if (!part->next.empty()) json.member("next", part->next);
  json.end_object();
  co_return json_answer(200, json);
}

Task<http::Response> Api::take_move(const Call& call) {
  auto texts = texts_in(call.request, {"part"});
  if (!texts) co_return problem_answer(400, "Bad request", "the body has `part`, a text");
  auto taking = parts_.moves.take(std::move((*texts)["part"]), call.key->name);
  const auto moved = co_await std::move(taking);
  if (!moved) co_return refused(moved.error());
  call.outcome = "tenant " + moved->tenant + (moved->is_here ? " is here" : " is coming");
  JsonWriter json;
  json.begin_object().member("tenant", moved->tenant).member("here", moved->is_here).end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
