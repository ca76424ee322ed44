#include "core/admin/case_request.hpp"

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr std::int64_t kLimitMax = 1000;
constexpr std::size_t kNameBytesMax = 256;  // of a case's id or a group

Error bad(std::string message) {
  return invalid_error("bad_request", std::move(message));
}

Result<void> set_time(std::optional<WallTime>& time, const std::string& text) {
  time = parse_timestamp(text);
  return time ? Result<void>() : bad("`from` and `to` are RFC 3339 times");
}

// What list and search have in common.
Result<void> set_member(delivery::CaseFilter& filter, std::string_view name, const std::string& value) {
  if (name == "tenant") {
    filter.tenant = value;
    return {};
  }
  if (name == "from") return set_time(filter.received_from, value);
  if (name == "to") return set_time(filter.received_before, value);
  if (name == "state") {
    filter.standing = delivery::parse_case_standing(value);
    return filter.standing ? Result<void>() : bad("`state` is waiting, dead_letter, kept or held");
  }
  const auto number = parse_integer(value);
  if (name == "after") {
    if (!number || *number < 0) return bad("`after` is a `next` of the page before");
    filter.after = *number;
    return {};
  }
  if (name != "limit") return bad("there is no `" + std::string(name) + "`");
  if (!number || *number < 1 || *number > kLimitMax) return bad("`limit` is a number from 1 to 1000");
  filter.limit = static_cast<std::uint32_t>(*number);
  return {};
}

// A number is as good as its digits.
std::optional<std::string> text_of(const model::Value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_integer()) return std::to_string(value.as_integer());
  return std::nullopt;
}

Result<void> set_member(CaseSearch& wanted, const model::Member& member) {
  const auto text = text_of(member.value);
  if (!text || text->empty() || text->size() > kNameBytesMax)
    return bad("a member of the body is no text, or too long");
  if (member.name == "case") {
    wanted.case_name = *text;
  } else if (member.name == "group") {
    wanted.group = *text;
  } else {
    return set_member(wanted.filter, member.name, *text);
  }
  return {};
}

}  // namespace

Result<delivery::CaseFilter> read_case_filter(const Query& query) {
  delivery::CaseFilter filter;
  for (const auto& [name, value] : query.items())
    if (const auto set = set_member(filter, name, value); !set) return set.error();
  return filter;
}

Result<CaseSearch> read_case_search(const http::Request& request) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object()) return bad("the body is no JSON object");
  CaseSearch wanted;
  for (const model::Member& member : body->as_object())
    if (const auto set = set_member(wanted, member); !set) return set.error();
  if (!wanted.filter.tenant) return bad("`tenant` is missing");
  wanted.tenant = *wanted.filter.tenant;
  if (wanted.case_name.empty() == wanted.group.empty()) return bad("give either `case` or `group`");
  return wanted;
}

Result<OpeningReason> read_opening(const http::Request& request) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  const auto reason =
      body && body->is_object() ? parse_opening_reason(body->text_at("reason")) : std::nullopt;
  if (!reason || body->as_object().size() != 1)
    return bad("the body has a `reason`: question, complaint, quality, legal or fault");
  return *reason;
}

}  // namespace hub::admin
