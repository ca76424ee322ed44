// Who may use this API.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/key_json.hpp"

namespace hub::admin {

http::Response Api::list_keys(const Call& call) const {
  JsonWriter json;
  json.begin_object().name("keys").begin_array();
  for (const auto& key : parts_.keys.all())
    if (parts_.hierarchy.covers(call.key->reach, key->reach)) write_key(*key, parts_.clock.wall_now(), json);
  json.end_array().end_object();
  return json_answer(200, json);
}

}  // namespace hub::admin
