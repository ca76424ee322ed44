#include "core/admin/key_request.hpp"

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"
#include "core/policy/fields.hpp"

namespace hub::admin {
namespace {

bool read_member(const model::Member& member, AdminKey& key, bool& has_role) {
  if (!member.value.is_string()) return false;
  const std::string_view text = member.value.as_string();
  if (member.name == "name") {
    key.name = text;
  } else if (member.name == "role") {
    const auto role = parse_role(text);
    has_role = role.has_value();
    key.role = role.value_or(Role::viewer);
  } else if (member.name == "tenant" && key.reach.is_everything()) {
    key.reach = {Reach::Kind::tenant, std::string(text)};
  } else if (member.name == "partner" && key.reach.is_everything()) {
    key.reach = {Reach::Kind::partner, std::string(text)};
  } else if (member.name == "expires") {
    key.expires = parse_timestamp(text);
    return key.expires.has_value();
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::optional<AdminKey> read_key_request(const http::Request& request) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object()) return std::nullopt;
  AdminKey key;
  bool has_role = false;
  for (const model::Member& member : body->as_object())
    if (!read_member(member, key, has_role)) return std::nullopt;
  if (!has_role || key.name.empty()) return std::nullopt;
  return key;
}

std::string key_problem(const AdminKey& wanted, WallTime now) {
  const bool is_partners = wanted.reach.kind == Reach::Kind::partner;
  if (!policy::is_resource_name(wanted.name))
    return "a key's name has lower-case letters, digits and inner hyphens, at most 63";
  if (wanted.role == Role::partner && !is_partners) return "a partner's key says which `partner`";
  if (wanted.role == Role::admin && is_partners) return "the role admin is not for partners";
  if (wanted.expires && *wanted.expires <= now) return "`expires` is a time that is over";
  return {};
}

bool may_make(const AdminKey& maker, const AdminKey& wanted, const Hierarchy& hierarchy) {
  if (!hierarchy.covers(maker.reach, wanted.reach)) return false;
  if (maker.role != Role::partner) return true;
  return wanted.reach.kind == Reach::Kind::tenant && wanted.role == Role::viewer;
}

}  // namespace hub::admin
