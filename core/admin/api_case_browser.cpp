// Cases found by id or group, and kept ones opened and deleted by those who may.
#include <algorithm>

#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/case_page.hpp"
#include "core/admin/case_request.hpp"
#include "core/admin/opened_case.hpp"
#include "core/model/parse_keyed_hash.hpp"

namespace hub::admin {
namespace {

constexpr std::uint32_t kLookedIntoAtOnce = 200;  // kept cases that one search by group opens

http::Response refused(const Error& error) {
  if (error.code == "not_found") return problem_answer(404, "There is no such case here", error.message);
  if (error.code == "held") return problem_answer(409, "The case is on legal hold", error.message);
  if (error.code == "under_way") return problem_answer(409, "The case cannot be deleted now", error.message);
  return error_answer(error);
}

}  // namespace

Task<http::Response> Api::search_cases(const Call& call) {
  auto wanted = read_case_search(call.request);
  if (!wanted) co_return error_answer(wanted.error());
  delivery::CaseFilter& filter = wanted->filter;
  const auto by_id = parts_.control.case_ref_of(wanted->tenant, wanted->case_name);
  if (!by_id) co_return error_answer(by_id.error());
  if (!wanted->group.empty()) {
    filter.only_readable = true;
    filter.limit = std::min(filter.limit, kLookedIntoAtOnce);
  } else {
    filter.case_ref = *by_id;
  }
  auto found = parts_.control.cases(filter);
  const auto by_reference = model::parse_keyed_hash(wanted->case_name);
  if (found.empty() && by_reference) {
    filter.case_ref = by_reference;
    found = parts_.control.cases(filter);
  }
  const auto next = found.size() == filter.limit ? std::optional(found.back().row) : std::nullopt;
  if (!wanted->group.empty()) {
    auto looking = parts_.control.in_group(std::move(found), wanted->group);
    auto matching = co_await std::move(looking);
    if (!matching) co_return error_answer(matching.error());
    found = std::move(*matching);
  }
  call.outcome = std::to_string(found.size()) + " found";
  co_return case_page_answer(found, next);
}

Task<http::Response> Api::open_case(const Call& call) {
  const auto reason = read_opening(call.request);
  if (!reason) co_return error_answer(reason.error());
  const std::string& tenant = call.path_values[0];
  const auto case_ref = model::parse_keyed_hash(call.path_values[1]);
  if (!case_ref) co_return problem_answer(404, "There is no such case here");
  auto opening = parts_.control.open_kept(tenant, *case_ref);
  const auto kept = co_await std::move(opening);
  if (!kept) co_return refused(kept.error());
  JsonWriter json;
  json.begin_object().member("case", case_ref->text()).member("tenant", tenant);
  json.member("opened_at", parts_.clock.wall_now()).member("opened_by", call.key->name);
  if (const auto written = write_opened(*kept, json); !written) co_return error_answer(written.error());
  json.end_object();
  parts_.log.warning(kept->is_of_metadata ? log::Literal("the metadata of a kept case were opened")
                                          : log::Literal("the transcript of a kept case was opened"),
                     {log::resource("key", call.key->name), log::resource("tenant", tenant),
                      log::case_ref(*case_ref), log::resource("reason", std::string(to_string(*reason)))});
  co_return json_answer(200, json);
}

Task<http::Response> Api::delete_case(const Call& call) {
  const std::string& tenant = call.path_values[0];
  const auto case_ref = model::parse_keyed_hash(call.path_values[1]);
  if (!case_ref) co_return problem_answer(404, "There is no such case here");
  auto deleting = parts_.control.delete_kept(tenant, *case_ref);
  const auto deleted = co_await std::move(deleting);
  if (!deleted) co_return refused(deleted.error());
  const auto rows = static_cast<std::int64_t>(*deleted);
  call.outcome = std::to_string(rows) + " deleted";
  parts_.log.warning("a kept case was deleted by a person",
                     {log::resource("key", call.key->name), log::resource("tenant", tenant),
                      log::case_ref(*case_ref), log::count("rows", rows)});
  JsonWriter json;
  json.begin_object().member("case", case_ref->text()).member("deleted", rows).end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
