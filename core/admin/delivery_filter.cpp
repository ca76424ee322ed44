#include "core/admin/delivery_filter.hpp"

#include "core/base/timestamp.hpp"

namespace hub::admin {
namespace {

constexpr std::int64_t kLimitMax = 1000;

Error bad(std::string message) {
  return invalid_error("bad_filter", std::move(message));
}

Result<void> set_number(store::DeliveryFilter& filter, std::string_view name, std::string_view value) {
  const auto number = parse_integer(value);
  if (name == "after") {
    if (!number || *number < 0) return bad("`after` is a `next` of the page before");
    filter.after = *number;
    return {};
  }
  if (!number || *number < 1 || *number > kLimitMax) return bad("`limit` is a number from 1 to 1000");
  filter.limit = static_cast<std::uint32_t>(*number);
  return {};
}

Result<void> set_member(store::DeliveryFilter& filter, std::string_view name, const std::string& value,
                        WallTime now) {
  if (name == "tenant") {
    filter.tenant = value;
  } else if (name == "target") {
    filter.target = value;
  } else if (name == "error_kind") {
    filter.error_kind = value;
  } else if (name == "error_code") {
    filter.error_code = value;
  } else if (name == "state") {
    filter.state = store::parse_delivery_state(value);
    if (!filter.state) return bad("`state` is no state of a delivery");
  } else if (name == "older_than") {
    const auto age = parse_age(value);
    if (!age) return bad("`older_than` is an age such as 30s, 15m, 2h or 3d");
    filter.received_before = now - *age;
  } else if (name == "changed_before") {
    filter.changed_before = parse_timestamp(value);
    if (!filter.changed_before) return bad("`changed_before` is an RFC 3339 time");
  } else if (name == "mapping_version") {
    filter.mapping = parse_integer(value);
    if (!filter.mapping) return bad("`mapping_version` is a number");
  } else if (name == "after" || name == "limit") {
    return set_number(filter, name, value);
  } else {
    return bad(
        "there is no such filter; known are tenant, target, state, error_kind, error_code, mapping_version, "
        "older_than, changed_before");
  }
  return {};
}

}  // namespace

Result<store::DeliveryFilter> read_filter(const Query& query, WallTime now) {
  store::DeliveryFilter filter;
  for (const auto& [name, value] : query.items()) {
    auto set = set_member(filter, name, value, now);
    if (!set) return std::move(set).error();
  }
  return filter;
}

Result<store::DeliveryFilter> read_filter(const model::Value& object, WallTime now) {
  if (!object.is_object()) return bad("a filter is an object");
  store::DeliveryFilter filter;
  for (const model::Member& member : object.as_object()) {
    if (!member.value.is_string()) return bad("a filter's members are texts");
    auto set = set_member(filter, member.name, std::string(member.value.as_string()), now);
    if (!set) return std::move(set).error();
  }
  return filter;
}

}  // namespace hub::admin
