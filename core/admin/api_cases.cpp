// Cases that are here, and legal holds.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/case_page.hpp"
#include "core/admin/case_request.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr int kPagesAtOnce = 10;

Error bad(std::string message) {
  return invalid_error("bad_request", std::move(message));
}

struct HoldRequest {
  std::string tenant, case_id;
};

Result<HoldRequest> read_hold_request(const http::Request& request) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object()) return bad("the body is no JSON object");
  for (const model::Member& member : body->as_object())
    if (member.name != "tenant" && member.name != "case") return bad("the body has `tenant` and `case`");
  HoldRequest wanted{std::string(body->text_at("tenant")), std::string(body->text_at("case"))};
  if (wanted.tenant.empty() || wanted.case_id.empty()) return bad("the body has `tenant` and `case`");
  return wanted;
}

// Who did it and when, for whoever has to account for it.
void tell_hold(log::Log& log, const AdminKey& key, const std::string& tenant,
               const delivery::HoldChange& change, bool is_held) {
  const std::initializer_list<log::Field> fields = {
      log::resource("key", key.name), log::resource("tenant", tenant), log::case_ref(change.case_ref),
      log::count("rows", static_cast<std::int64_t>(change.rows))};
  is_held ? log.warning("a case was put on legal hold", fields)
          : log.warning("a case was released from legal hold", fields);
}

}  // namespace

http::Response Api::list_cases(const Call& call) const {
  auto filter = read_case_filter(call.query);
  if (!filter) return error_answer(filter.error());
  std::vector<delivery::CaseView> seen;
  std::optional<std::int64_t> next;
  // Pages without anything that the key reaches are passed over, so many at once.
  for (int pages = 0; pages < kPagesAtOnce && seen.empty(); ++pages) {
    seen = parts_.control.cases(*filter);
    next = seen.size() == filter->limit ? std::optional(seen.back().row) : std::nullopt;
    std::erase_if(seen, [&](const delivery::CaseView& view) { return !call.reaches(view.tenant); });
    if (!next) break;
    filter->after = *next;
  }
  return case_page_answer(seen, next);
}

Task<http::Response> Api::set_hold(const Call& call, bool is_held) {
  const auto wanted = read_hold_request(call.request);
  if (!wanted) co_return error_answer(wanted.error());
  std::string tenant = wanted->tenant, case_id = wanted->case_id;
  const auto changed = co_await parts_.control.set_hold(std::move(tenant), std::move(case_id), is_held);
  if (!changed && changed.error().code == "not_found")
    co_return problem_answer(404, "There is no such case here", changed.error().message);
  if (!changed) co_return error_answer(changed.error());
  call.outcome = "case " + changed->case_ref.text();
  tell_hold(parts_.log, *call.key, wanted->tenant, *changed, is_held);
  JsonWriter json;
  json.begin_object().member("case", changed->case_ref.text());
  json.member("changed", static_cast<std::int64_t>(changed->rows)).end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
