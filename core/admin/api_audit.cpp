// What is done through this API leaves a trace, before it is done.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/audit_subject.hpp"

namespace hub::admin {
namespace {

constexpr std::int64_t kPageMax = 1000;
constexpr int kPagesAtOnce = 50;

// What names no tenant is seen by the keys that reach as far as the one that did it.
bool is_seen(const store::AuditEntry& entry, const Reach& reach, const Hierarchy& hierarchy) {
  if (reach.is_everything()) return true;
  return entry.tenant.empty() ? entry.reach == reach.text() : hierarchy.covers(reach, entry.tenant);
}

void write_entry(const store::AuditEntry& entry, JsonWriter& json) {
  json.begin_object().member("number", entry.number).member("at", entry.at);
  json.member("who", entry.who).member("key", entry.key).member("role", entry.role);
  json.member("reach", entry.reach).member("operation", entry.operation);
  if (!entry.tenant.empty()) json.member("tenant", entry.tenant);
  if (!entry.resource.empty()) json.member("resource", entry.resource);
  if (entry.result) json.member("result", std::int64_t{*entry.result});
  if (!entry.outcome.empty()) json.member("outcome", entry.outcome);
  json.end_object();
}

}  // namespace

store::AuditEntry Api::entry_of(const Call& call) const {
  AuditSubject subject = audit_subject_of(call.operation, call.path_values, call.query, call.request.body);
  const Reach& reach = call.key->reach;
  if (subject.tenant.empty() && reach.kind == Reach::Kind::tenant) subject.tenant = reach.name;
  store::AuditEntry entry;
  entry.at = parts_.clock.wall_now();
  entry.who = call.key->name;
  entry.key = call.key->id;
  entry.role = to_string(call.key->role);
  entry.reach = reach.text();
  entry.operation = call.operation.name;
  entry.tenant = std::move(subject.tenant);
  entry.resource = std::move(subject.resource);
  return entry;
}

Task<http::Response> Api::run_noted(const Call& call) {
  auto noting = parts_.audit.note(entry_of(call));
  const auto number = co_await std::move(noting);
  if (!number) co_return error_answer(number.error());
  http::Response response = co_await run(call);
  auto concluding = parts_.audit.conclude(*number, response.status, call.outcome);
  // Its entry stands, without a result.
  if (const auto done = co_await std::move(concluding); !done)
    parts_.log.error("the result of an operation could not be noted",
                     {log::count("audit_entry", *number), log::error_code(done.error())});
  co_return response;
}

Task<http::Response> Api::note_refused(const Call& call, http::Response refused) {
  auto noting = parts_.audit.note(entry_of(call));
  const auto number = co_await std::move(noting);
  if (!number) co_return error_answer(number.error());
  auto concluding = parts_.audit.conclude(*number, refused.status, {});
  if (const auto done = co_await std::move(concluding); !done) co_return error_answer(done.error());
  co_return refused;
}

Task<http::Response> Api::list_audit(const Call& call) {
  store::AuditFilter filter;
  const auto before = number_of(call.query, "before", filter.before, 1, INT64_MAX);
  const auto limit = number_of(call.query, "limit", filter.limit, 1, kPageMax);
  if (!before || !limit) co_return problem_answer(400, "Bad request", "`before` or `limit` is out of bounds");
  if (const std::string* tenant = call.query.find("tenant")) filter.tenant = *tenant;
  filter.before = *before;
  filter.limit = static_cast<std::uint32_t>(*limit);
  std::vector<store::AuditEntry> seen;
  std::optional<std::int64_t> next;
  // Pages without anything that the key reaches are passed over, so many at once.
  for (int pages = 0; pages < kPagesAtOnce && seen.empty(); ++pages) {
    auto reading = parts_.audit.page(filter);
    auto page = co_await std::move(reading);
    if (!page) co_return error_answer(page.error());
    next = page->size() == filter.limit ? std::optional(page->back().number) : std::nullopt;
    seen = std::move(*page);
    std::erase_if(seen, [&](const store::AuditEntry& entry) {
      return !is_seen(entry, call.key->reach, call.hierarchy);
    });
    if (!next) break;
    filter.before = *next;
  }
  JsonWriter json;
  json.begin_object().name("entries").begin_array();
  for (const store::AuditEntry& entry : seen) write_entry(entry, json);
  json.end_array().member("next", next).end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
