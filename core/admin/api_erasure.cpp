// Erasure of one case, or of all that is of a session: what is here of it, and what its targets have.
#include <algorithm>

#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr const char* kWants =
    "the body has `tenant`, either `case` or `session`, and may have `reason`, `shared` and `dry_run`";
constexpr const char* kReasons = "`reason` is subject_request, controller_request, mistake or test";

Error bad(std::string message) {
  return invalid_error("bad_request", std::move(message));
}

struct Wanted {
  delivery::ErasureRequest request;
  std::string session;  // instead of a case
};

Result<void> read_member(const model::Member& member, Wanted& body) {
  delivery::ErasureRequest& wanted = body.request;
  const model::Value& value = member.value;
  if (value.is_boolean() && member.name == "shared") {
    wanted.with_shared = value.as_boolean();
  } else if (value.is_boolean() && member.name == "dry_run") {
    wanted.is_dry_run = value.as_boolean();
  } else if (value.is_string() && member.name == "tenant") {
    wanted.tenant = value.as_string();
  } else if (value.is_string() && member.name == "case") {
    wanted.case_id = value.as_string();
  } else if (value.is_string() && member.name == "session") {
    body.session = value.as_string();
  } else if (value.is_string() && member.name == "reason") {
    wanted.reason = delivery::parse_erasure_reason(value.as_string());
    if (!wanted.reason) return bad(kReasons);
  } else {
    return bad(kWants);
  }
  return {};
}

Result<Wanted> read_request(const http::Request& request) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object()) return bad("the body is no JSON object");
  Wanted wanted;
  for (const model::Member& member : body->as_object())
    if (const auto read = read_member(member, wanted); !read) return read.error();
  const bool has_one = wanted.request.case_id.empty() != wanted.session.empty();
  if (wanted.request.tenant.empty() || !has_one) return bad(kWants);
  return wanted;
}

void write_names(std::string_view member, const std::vector<std::string>& names, JsonWriter& json) {
  json.name(member).begin_array();
  for (const std::string& name : names) json.text(name);
  json.end_array();
}

void write_target(const delivery::TargetErasure& target, JsonWriter& json) {
  json.begin_object().member("target", target.target).member("state", delivery::to_string(target.state));
  json.member("found", static_cast<std::int64_t>(target.found));
  json.member("left", static_cast<std::int64_t>(target.left));
  if (target.error) json.member("problem", target.error->message);
  write_names("shared", target.shared, json);
  write_names("unsearched", target.unsearched, json);
  json.member("removes", target.terms.removes).member("leaves", target.terms.leaves).end_object();
}

http::Response refused(const Error& error) {
  if (error.code == "held") return problem_answer(409, "The case is on legal hold", error.message);
  if (error.code == "not_searchable") return problem_answer(409, "Not searchable by session", error.message);
  return error_answer(error);
}

void write_case(const delivery::CaseErasure& erasure, JsonWriter& json) {
  json.begin_object().member("case", erasure.case_ref.text());
  json.member("here", static_cast<std::int64_t>(erasure.rows)).member("finished", erasure.is_finished());
  json.name("targets").begin_array();
  for (const delivery::TargetErasure& target : erasure.targets) write_target(target, json);
  json.end_array().end_object();
}

std::int64_t unfinished_of(const delivery::CaseErasure& erasure) {
  return std::ranges::count(erasure.targets, delivery::ErasureState::unfinished,
                            &delivery::TargetErasure::state);
}

void tell(log::Log& log, const AdminKey& key, const std::string& tenant,
          const delivery::CaseErasure& erasure) {
  log.warning("a case was erased",
              {log::resource("key", key.name), log::resource("tenant", tenant),
               log::case_ref(erasure.case_ref), log::count("rows", static_cast<std::int64_t>(erasure.rows)),
               log::count("targets", static_cast<std::int64_t>(erasure.targets.size())),
               log::count("unfinished", unfinished_of(erasure))});
}

}  // namespace

// Of several cases of a session one that is refused keeps no other. Its tracking events go first, whether or
// not its cases can be found.
Task<http::Response> Api::erase_case(const Call& call) {
  const auto wanted = read_request(call.request);
  if (!wanted) co_return error_answer(wanted.error());
  std::vector<std::string> ids{wanted->request.case_id};
  std::optional<std::int64_t> tracked;
  if (!wanted->session.empty()) {
    auto erasing =
        parts_.tracking.erase_session(wanted->request.tenant, wanted->session, wanted->request.is_dry_run);
    const auto gone = co_await std::move(erasing);
    if (!gone) co_return refused(gone.error());
    tracked = gone->events;
    call.outcome = std::to_string(*tracked) + " tracking events, ";
    auto finding = parts_.control.cases_of_session(wanted->request.tenant, wanted->session);
    auto found = co_await std::move(finding);
    if (!found && *tracked > 0)
      co_return refused(
          std::move(found).error().with_context(std::to_string(*tracked) + " tracking events " +
                                                (wanted->request.is_dry_run ? "found" : "deleted")));
    if (!found) co_return refused(found.error());
    ids = std::move(*found);
  }
  bool is_finished = true;
  std::int64_t unfinished = 0;
  JsonWriter json;
  json.begin_object().member("dry_run", wanted->request.is_dry_run).member("tracking_events", tracked);
  json.name("cases").begin_array();
  for (const std::string& id : ids) {
    delivery::ErasureRequest request = wanted->request;
    request.case_id = id;
    const auto erased = co_await parts_.control.erase_case(std::move(request));
    if (!erased && wanted->session.empty()) co_return refused(erased.error());
    is_finished = is_finished && erased.ok() && erased->is_finished();
    if (!erased) {
      json.begin_object().member("finished", false).member("problem", erased.error().message).end_object();
      continue;
    }
    unfinished += unfinished_of(*erased);
    call.outcome += "case " + erased->case_ref.text() + ", ";
    if (!wanted->request.is_dry_run) tell(parts_.log, *call.key, wanted->request.tenant, *erased);
    write_case(*erased, json);
  }
  json.end_array().member("finished", is_finished).end_object();
  call.outcome += std::to_string(unfinished) + " targets unfinished";
  co_return json_answer(200, json);
}

}  // namespace hub::admin
