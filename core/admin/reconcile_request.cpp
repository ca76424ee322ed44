#include "core/admin/reconcile_request.hpp"

#include <algorithm>

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kCasesMax = 500;
constexpr std::size_t kIdBytesMax = 128;

Error bad(std::string message) {
  return invalid_error("bad_request", std::move(message));
}

Result<ListedCase> read_case(const model::Value& item) {
  ListedCase listed;
  listed.id = item.is_string() ? item.as_string() : item.text_at("id");
  const auto is_visible = [](char c) { return c > ' ' && c < '\x7f'; };
  if (listed.id.empty() || listed.id.size() > kIdBytesMax || !std::ranges::all_of(listed.id, is_visible))
    return bad("`cases` holds something that is no case: an id, or an object with one");
  if (!item.is_object()) return listed;
  listed.event = item.text_at("event");
  listed.source = item.text_at("source");
  listed.time = item.text_at("time");
  listed.dataref = item.text_at("dataref");
  return listed;
}

Result<void> read_cases(const model::Value& list, ReconcileRequest& wanted) {
  if (!list.is_array() || list.as_array().size() > kCasesMax)
    return bad("`cases` is a list of at most 500 cases");
  for (const model::Value& item : list.as_array()) {
    auto listed = read_case(item);
    if (!listed) return std::move(listed).error();
    wanted.cases.push_back(std::move(*listed));
  }
  return {};
}

Result<void> read_time(const model::Value& value, WallTime& time) {
  const auto read = value.is_string() ? parse_timestamp(value.as_string()) : std::nullopt;
  if (!read) return bad("`from` and `to` are RFC 3339 times");
  time = *read;
  return {};
}

Result<void> read_member(const model::Member& member, ReconcileRequest& wanted) {
  if (member.name == "cases") return read_cases(member.value, wanted);
  if (member.name == "from") return read_time(member.value, wanted.from);
  if (member.name == "to") return read_time(member.value, wanted.to);
  if (member.name == "tenant" && member.value.is_string()) {
    wanted.tenant = member.value.as_string();
    return {};
  }
  if (member.name == "after" && member.value.is_string()) {
    wanted.after = member.value.as_string();
    return {};
  }
  return bad("the body has `tenant` and `cases`, or `tenant`, `from`, `to` and `after`");
}

}  // namespace

Result<ReconcileRequest> read_reconcile_request(const http::Request& request, WallTime now) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object()) return bad("the body is no JSON object");
  ReconcileRequest wanted;
  wanted.to = now;
  for (const model::Member& member : body->as_object()) {
    auto read = read_member(member, wanted);
    if (!read) return std::move(read).error();
  }
  if (wanted.tenant.empty()) return bad("`tenant` is missing");
  const bool has_range = body->find("from") != nullptr;
  if (has_range == (body->find("cases") != nullptr)) return bad("give either `cases` or `from`");
  if (wanted.from > wanted.to) return bad("`from` is after `to`");
  return wanted;
}

Result<ReconcileRequest> read_fetch_request(const http::Request& request) {
  auto wanted = read_reconcile_request(request, WallTime{});
  if (wanted && wanted->cases.empty()) return bad("the body has `tenant` and `cases`");
  return wanted;
}

}  // namespace hub::admin
