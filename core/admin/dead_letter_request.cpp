#include "core/admin/dead_letter_request.hpp"

#include "core/admin/delivery_filter.hpp"
#include "core/admin/delivery_id.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kNamedMax = 1000;

Error bad(std::string message) {
  return invalid_error("bad_request", std::move(message));
}

Result<void> read_deliveries(const model::Value& list, std::vector<store::DeliveryKey>& deliveries) {
  if (!list.is_array() || list.as_array().size() > kNamedMax)
    return bad("`deliveries` is a list of at most 1000 ids");
  for (const model::Value& item : list.as_array()) {
    const auto delivery = item.is_string() ? parse_delivery_id(item.as_string()) : std::nullopt;
    if (!delivery) return bad("`deliveries` holds something that is no id of a delivery");
    deliveries.push_back(*delivery);
  }
  return {};
}

Result<void> read_chosen(const model::Value& object, DeadLetterRequest& wanted) {
  auto filter = read_filter(object, wanted.as_of);
  if (!filter) return std::move(filter).error();
  if (!filter->state) filter->state = store::DeliveryState::dead_letter;
  if (*filter->state != store::DeliveryState::dead_letter)
    return bad("a filter chooses dead letters only: whatever waits is tried again anyway");
  if (filter->changed_before) wanted.as_of = *filter->changed_before;
  filter->changed_before = wanted.as_of;
  wanted.filter = std::move(*filter);
  return {};
}

}  // namespace

Result<DeadLetterRequest> read_dead_letter_request(const http::Request& request, WallTime now) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object()) return bad("the body is no JSON object");
  DeadLetterRequest wanted;
  wanted.as_of = now;
  for (const model::Member& member : body->as_object()) {
    Result<void> read;
    if (member.name == "deliveries")
      read = read_deliveries(member.value, wanted.deliveries);
    else if (member.name == "filter")
      read = read_chosen(member.value, wanted);
    else if (member.name == "dry_run" && member.value.is_boolean())
      wanted.dry_run = member.value.as_boolean();
    else if (member.name == "mapping_version" && member.value.is_integer())
      wanted.mapping_version = member.value.as_integer();
    else
      read = bad("the body has `deliveries` or `filter`, `dry_run`, `mapping_version`");
    if (!read) return std::move(read).error();
  }
  if (wanted.filter.has_value() == !wanted.deliveries.empty())
    return bad("give either `deliveries` or `filter`");
  return wanted;
}

Result<std::vector<store::DeliveryKey>> read_named_deliveries(const http::Request& request) {
  auto wanted = read_dead_letter_request(request, WallTime{});
  if (!wanted) return std::move(wanted).error();
  if (wanted->filter || wanted->dry_run || wanted->mapping_version) return bad("the body has `deliveries`");
  return std::move(wanted->deliveries);
}

}  // namespace hub::admin
