// Who may use this API.
#include <algorithm>

#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/key_hash.hpp"
#include "core/admin/key_json.hpp"
#include "core/admin/key_request.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kKeysMax = 10'000;
constexpr std::string_view kWanted =
    "the body has `name` and `role`, perhaps `tenant` or `partner`, and `expires`";

// Whether what it reaches is there.
bool reaches_something(const AdminKey& key, const ResourceBook& book) {
  if (key.reach.is_everything()) return true;
  const char* kind = key.reach.kind == Reach::Kind::tenant ? "tenant" : "partner";
  return std::ranges::any_of(book.list(), [&](const ResourceView& view) {
    return view.id == policy::ResourceId{kind, {}, key.reach.name};
  });
}

}  // namespace

http::Response Api::list_keys(const Call& call) const {
  JsonWriter json;
  json.begin_object().name("keys").begin_array();
  for (const auto& key : parts_.keys.all())
    if (parts_.hierarchy.covers(call.key->reach, key->reach)) write_key(*key, parts_.clock.wall_now(), json);
  json.end_array().end_object();
  return json_answer(200, json);
}

// The text is in the answer and nowhere else.
Task<http::Response> Api::add_key(const Call& call) {
  auto wanted = read_key_request(call.request);
  if (!wanted) co_return problem_answer(400, "Bad request", kWanted);
  if (const std::string problem = key_problem(*wanted, parts_.clock.wall_now()); !problem.empty())
    co_return problem_answer(400, "Bad request", problem);
  if (!may_make(*call.key, *wanted, parts_.hierarchy))
    co_return problem_answer(403, "This key may not give that much");
  if (!reaches_something(*wanted, parts_.book))
    co_return problem_answer(404, "There is no such tenant or partner");
  if (parts_.keys.all().size() >= kKeysMax) co_return problem_answer(409, "The hub has too many keys");
  const NewKey made = make_key(parts_.random);
  wanted->id = made.id;
  wanted->is_stored = true;
  auto hashing = key_check_.hash(std::string(made.text.view()));
  wanted->argon2id = co_await std::move(hashing);
  auto storing = parts_.key_store.put(*wanted, call.key->name);
  if (const auto stored = co_await std::move(storing); !stored) co_return error_answer(stored.error());
  parts_.keys.add(*wanted);
  call.outcome = "key " + wanted->id;
  JsonWriter json;
  json.begin_object().member("id", wanted->id).member("key", made.text.view()).end_object();
  co_return json_answer(200, json);
}

// Of those that were made here; one that is not there, or not for this caller to take back, stays as it is.
Task<http::Response> Api::remove_key(const Call& call) {
  const std::string id = call.path_values[0];
  const auto found = std::ranges::find_if(parts_.keys.all(), [&](const auto& key) {
    return key->id == id && key->is_stored && may_make(*call.key, *key, parts_.hierarchy);
  });
  const bool is_there = found != parts_.keys.all().end();
  if (is_there) {
    auto removing = parts_.key_store.remove(id);
    if (const auto removed = co_await std::move(removing); !removed) co_return error_answer(removed.error());
    parts_.keys.remove(id);
  }
  JsonWriter json;
  json.begin_object().member("removed", std::int64_t{is_there}).end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
