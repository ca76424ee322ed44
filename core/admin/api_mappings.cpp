#include <algorithm>
#include <array>

#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/view_json.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr std::string_view kWantsMapping = "the body has `tenant`, `target`, `text`, perhaps `file`";

// What both requests are made of; each takes some of it.
struct MappingRequest {
  std::string tenant, target, text;
  std::string file = "mapping";
  std::optional<std::int64_t> version;
};

bool read_member(const model::Member& member, MappingRequest& request) {
  const std::array<std::pair<std::string_view, std::string*>, 4> texts = {{{"tenant", &request.tenant},
                                                                           {"target", &request.target},
                                                                           {"text", &request.text},
                                                                           {"file", &request.file}}};
  for (const auto& [name, text] : texts) {
    if (member.name != name || !member.value.is_string()) continue;
    *text = member.value.as_string();
    return true;
  }
  if (member.name != "version" || !member.value.is_integer()) return false;
  request.version = member.value.as_integer();
  return true;
}

// Nothing when a member is unknown, of another type, or one of `needed` is not there.
std::optional<MappingRequest> read_request(const http::Request& http,
                                           std::initializer_list<const char*> needed,
                                           std::initializer_list<const char*> possible) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(http.body.view(), arena);
  if (!body || !body->is_object()) return std::nullopt;
  const auto is_one_of = [](std::string_view name, std::initializer_list<const char*> names) {
    return std::ranges::any_of(names, [name](const char* known) { return name == known; });
  };
  MappingRequest request;
  for (const model::Member& member : body->as_object()) {
    if (!is_one_of(member.name, needed) && !is_one_of(member.name, possible)) return std::nullopt;
    if (!read_member(member, request)) return std::nullopt;
  }
  const bool is_whole =
      std::ranges::all_of(needed, [&](const char* name) { return body->find(name) != nullptr; });
  if (!is_whole) return std::nullopt;
  return request;
}

std::optional<delivery::MappingProposal> read_proposal(const http::Request& http, const std::string& author) {
  auto request = read_request(http, {"tenant", "target", "text"}, {"file"});
  if (!request) return std::nullopt;
  return delivery::MappingProposal{std::move(request->tenant), std::move(request->target),
                                   std::move(request->file), std::move(request->text), author};
}

std::optional<MappingRequest> read_rollback(const http::Request& http) {
  return read_request(http, {"tenant", "target", "version"}, {});
}

http::Response publication_answer(const Result<store::Publication>& publication) {
  if (!publication) return error_answer(publication.error());
  JsonWriter json;
  write_publication(*publication, json);
  return json_answer(200, json);
}

}  // namespace

Task<http::Response> Api::list_mapping_versions(const Call& call) {
  const std::string *tenant = call.query.find("tenant"), *target = call.query.find("target");
  if (tenant == nullptr || target == nullptr)
    co_return problem_answer(400, "Bad request", "give `tenant` and `target`");
  const auto publications = co_await parts_.views.publications(*tenant, *target);
  if (!publications) co_return error_answer(publications.error());
  if (publications->empty()) co_return problem_answer(404, "There is no such tenant and target");
  JsonWriter json;
  json.begin_object().member("current", publications->front().version).name("publications").begin_array();
  for (const store::Publication& publication : *publications) write_publication(publication, json);
  json.end_array().end_object();
  co_return json_answer(200, json);
}

Task<Result<bool>> Api::reaches_version(const Call& call, store::MappingVersion version) {
  if (call.reaches_everything()) co_return true;
  const Status status = parts_.control.status();
  for (const LaneStatus& lane : status.lanes) {
    if (!call.reaches(lane.tenant)) continue;
    const auto publications = co_await parts_.views.publications(lane.tenant, lane.target);
    if (!publications) co_return publications.error();
    const auto has_it = [&](const store::Publication& one) { return one.version == version; };
    if (std::ranges::any_of(*publications, has_it)) co_return true;
  }
  co_return false;
}

Task<http::Response> Api::show_mapping_version(const Call& call) {
  const auto version = parse_integer(call.path_values.front());
  if (!version) co_return problem_answer(404, "There is no such version");
  auto reaching = reaches_version(call, *version);
  const auto is_mine = co_await std::move(reaching);
  if (!is_mine) co_return error_answer(is_mine.error());
  if (!*is_mine) co_return problem_answer(404, "There is no such version");
  const auto text = co_await parts_.views.mapping_text(*version);
  if (!text && text.error().code == "no_such_mapping")
    co_return problem_answer(404, "There is no such version");
  if (!text) co_return error_answer(text.error());
  JsonWriter json;
  json.begin_object().member("version", *version).member("text", *text).end_object();
  co_return json_answer(200, json);
}

Task<http::Response> Api::check_mapping(const Call& call) {
  auto proposal = read_proposal(call.request, call.key->name);
  if (!proposal) co_return problem_answer(400, "Bad request", kWantsMapping);
  const auto problems = co_await parts_.control.check(std::move(*proposal));
  if (!problems) co_return error_answer(problems.error());
  JsonWriter json;
  json.begin_object().name("problems").begin_array();
  for (const config::Problem& problem : *problems) write_problem(problem, json);
  json.end_array().end_object();
  co_return json_answer(200, json);
}

Task<http::Response> Api::publish_mapping(const Call& call) {
  auto proposal = read_proposal(call.request, call.key->name);
  if (!proposal) co_return problem_answer(400, "Bad request", kWantsMapping);
  const std::string tenant = proposal->tenant, target = proposal->target;
  const auto publication = co_await parts_.control.publish(std::move(*proposal));
  if (publication) {
    call.outcome = "version " + std::to_string(publication->version);
    history_.mark("publish", tenant, target, call.key->name);
    parts_.log.info("a mapping was published",
                    {log::resource("key", call.key->name), log::resource("tenant", tenant),
                     log::resource("target", target), log::count("version", publication->version)});
  }
  co_return publication_answer(publication);
}

Task<http::Response> Api::roll_back_mapping(const Call& call) {
  const auto request = read_rollback(call.request);
  if (!request) co_return problem_answer(400, "Bad request", "the body has `tenant`, `target` and `version`");
  const auto publication =
      co_await parts_.control.roll_back(request->tenant, request->target, *request->version, call.key->name);
  if (publication) {
    history_.mark("rollback", request->tenant, request->target, call.key->name);
    parts_.log.info("a mapping was rolled back",
                    {log::resource("key", call.key->name), log::resource("tenant", request->tenant),
                     log::resource("target", request->target), log::count("version", publication->version)});
  }
  co_return publication_answer(publication);
}

}  // namespace hub::admin
