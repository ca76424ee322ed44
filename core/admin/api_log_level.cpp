// What the hub writes to its log, changed while it runs.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr std::int64_t kSecondsMax = 7 * 24 * 3600;

}  // namespace

http::Response Api::show_log_level() const {
  const log::TimedLevel& level = parts_.log_level;
  JsonWriter json;
  json.begin_object().member("level", log::to_string(level.now()));
  json.member("configured", log::to_string(level.configured()));
  if (const auto until = level.until()) json.member("until", *until);
  json.end_object();
  return json_answer(200, json);
}

http::Response Api::set_log_level(const Call& call) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(call.request.body.view(), arena);
  const auto level = body.ok() ? log::parse_level(body->text_at("level")) : std::nullopt;
  if (!level) return problem_answer(400, "Bad request", "`level` is debug, info, warning or error");
  std::optional<milliseconds> length;
  if (const model::Value* seconds = body->find("seconds")) {
    const bool fits =
        seconds->is_integer() && seconds->as_integer() > 0 && seconds->as_integer() <= kSecondsMax;
    if (!fits) return problem_answer(400, "Bad request", "`seconds` is a number from 1 to those of a week");
    length = std::chrono::seconds(seconds->as_integer());
  }
  parts_.log_level.set(*level, length);
  call.outcome = log::to_string(*level);
  if (length) call.outcome += " for " + std::to_string(length->count() / 1000) + " s";
  return show_log_level();
}

}  // namespace hub::admin
