// Writing mappings: what stands beside the text while it is written, and what the target says of itself.
#include <set>

#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/mapping_workbench.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kTextBytesMax = 512u << 10;
constexpr std::string_view kWants =
    "the body has `tenant`, `target`, `text` of at most 512 KiB, perhaps `sample`, `tests`, `compare_with`";

struct Asked {
  std::string tenant, target;
  PreviewRequest preview;
  std::optional<std::int64_t> compare_with;
};

// Nothing when a member is unknown, of another type, or one that is needed is not there.
std::optional<Asked> read_preview(const model::Value& body) {
  if (!body.is_object()) return std::nullopt;
  Asked asked;
  asked.preview.file = "mapping";
  bool has_text = false;
  for (const model::Member& member : body.as_object()) {
    if (member.name == "tenant" && member.value.is_string()) {
      asked.tenant = member.value.as_string();
    } else if (member.name == "target" && member.value.is_string()) {
      asked.target = member.value.as_string();
    } else if (member.name == "text" && member.value.is_string()) {
      asked.preview.text = member.value.as_string();
      has_text = asked.preview.text.size() <= kTextBytesMax;
    } else if (member.name == "sample" && member.value.is_object()) {
      asked.preview.sample = &member.value;
    } else if (member.name == "tests" && member.value.is_boolean()) {
      asked.preview.runs_tests = member.value.as_boolean();
    } else if (member.name == "compare_with" && member.value.is_integer()) {
      asked.compare_with = member.value.as_integer();
    } else {
      return std::nullopt;
    }
  }
  if (!has_text) return std::nullopt;
  return asked;
}

std::set<std::string> words_of(const std::string* list) {
  std::set<std::string> words;
  std::string_view rest = list != nullptr ? std::string_view(*list) : std::string_view();
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(','));
    if (!word.empty()) words.emplace(word);
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  return words;
}

http::Response no_such_lane() {
  return problem_answer(404, "There is no such tenant and target");
}

constexpr std::size_t kObjectsMax = 20;

}  // namespace

Task<http::Response> Api::preview_mapping(const Call& call) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(call.request.body.view(), arena);
  auto asked = body ? read_preview(*body) : std::nullopt;
  if (!asked) co_return problem_answer(400, "Bad request", kWants);
  const auto site = parts_.control.mapping_site(asked->tenant, asked->target);
  if (!site) co_return no_such_lane();
  if (asked->compare_with) {
    auto reaching = reaches_version(call, *asked->compare_with);
    const auto is_mine = co_await std::move(reaching);
    if (!is_mine) co_return error_answer(is_mine.error());
    if (!*is_mine) co_return problem_answer(404, "There is no such version");
    auto text = co_await parts_.views.mapping_text(*asked->compare_with);
    if (!text) co_return problem_answer(404, "There is no such version");
    asked->preview.before = std::move(*text);
  }
  JsonWriter json;
  write_preview(asked->preview, *site, json);
  co_return json_answer(200, json);
}

http::Response Api::show_workbench(const Call& call) {
  const std::string *tenant = call.query.find("tenant"), *target = call.query.find("target");
  if (tenant == nullptr || target == nullptr)
    return problem_answer(400, "Bad request", "give `tenant` and `target`");
  const auto site = parts_.control.mapping_site(*tenant, *target);
  if (!site) return no_such_lane();
  JsonWriter json;
  write_workbench(*site, json);
  return json_answer(200, json);
}

Task<http::Response> Api::describe_target(const Call& call) {
  std::set<std::string> objects = words_of(call.query.find("objects"));
  if (objects.empty() || objects.size() > kObjectsMax)
    co_return problem_answer(400, "Bad request", "`objects` names 1 to 20 objects, a comma between");
  const std::string &tenant = call.path_values[0], &target = call.path_values[1];
  if (!parts_.control.mapping_site(tenant, target)) co_return no_such_lane();
  const auto schema = co_await parts_.control.describe(tenant, target, std::move(objects));
  if (!schema) co_return problem_answer(502, "The target did not answer", schema.error().message);
  JsonWriter json;
  write_schema(*schema, json);
  co_return json_answer(200, json);
}

// Whether the target answers, asked as cheaply as it allows.
Task<http::Response> Api::check_target(const Call& call) {
  const std::string &tenant = call.path_values[0], &target = call.path_values[1];
  if (!parts_.control.mapping_site(tenant, target)) co_return no_such_lane();
  const auto answered = co_await parts_.control.probe(tenant, target);
  JsonWriter json;
  json.begin_object().member("ok", answered.ok()).member("at", parts_.clock.wall_now());
  if (!answered) {
    json.member("kind", hub::to_string(answered.error().kind)).member("code", answered.error().code);
    json.member("message", answered.error().message);
  }
  json.end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
