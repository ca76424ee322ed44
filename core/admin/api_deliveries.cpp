#include <algorithm>

#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/delivery_filter.hpp"
#include "core/admin/delivery_id.hpp"
#include "core/admin/view_json.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kRetryMax = 1000;       // deliveries a call may move
constexpr std::size_t kCountMax = 1'000'000;  // and a dry run may count

struct RetryRequest {
  std::vector<store::DeliveryKey> deliveries;
  std::optional<store::DeliveryFilter> filter;
  bool dry_run = false;
};

Error bad(std::string message) {
  return invalid_error("bad_request", std::move(message));
}

Result<void> read_deliveries(const model::Value& list, RetryRequest& retry) {
  if (!list.is_array() || list.as_array().size() > kRetryMax)
    return bad("`deliveries` is a list of at most 1000 ids");
  for (const model::Value& item : list.as_array()) {
    const auto delivery = item.is_string() ? parse_delivery_id(item.as_string()) : std::nullopt;
    if (!delivery) return bad("`deliveries` holds something that is no id of a delivery");
    retry.deliveries.push_back(*delivery);
  }
  return {};
}

Result<void> read_retry_filter(const model::Value& object, WallTime now, RetryRequest& retry) {
  auto filter = read_filter(object, now);
  if (!filter) return std::move(filter).error();
  if (!filter->state) filter->state = store::DeliveryState::dead_letter;
  if (*filter->state != store::DeliveryState::dead_letter)
    return bad("only dead letters can be retried: whatever waits is tried again anyway");
  retry.filter = std::move(*filter);
  return {};
}

Result<RetryRequest> read_retry(const http::Request& request, WallTime now) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object()) return bad("the body is no JSON object");
  RetryRequest retry;
  for (const model::Member& member : body->as_object()) {
    Result<void> read;
    if (member.name == "deliveries")
      read = read_deliveries(member.value, retry);
    else if (member.name == "filter")
      read = read_retry_filter(member.value, now, retry);
    else if (member.name == "dry_run" && member.value.is_boolean())
      retry.dry_run = member.value.as_boolean();
    else
      read = bad("the body has `deliveries` or `filter`, and `dry_run`");
    if (!read) return std::move(read).error();
  }
  if (retry.filter.has_value() == !retry.deliveries.empty())
    return bad("give either `deliveries` or `filter`");
  return retry;
}

// A full page may end in the middle of a case's deliveries; the next page starts after a whole case, so that
// case is left to it unless it is the only one.
std::optional<store::CaseRow> cut_page(std::vector<store::DeliveryView>& page, std::uint32_t limit) {
  if (page.size() < limit) return std::nullopt;
  const store::CaseRow last = page.back().delivery.row;
  const auto begin = std::ranges::find_if(page, [&](const auto& view) { return view.delivery.row == last; });
  if (begin == page.begin()) return last;
  page.erase(begin, page.end());
  return page.back().delivery.row;
}

}  // namespace

Task<http::Response> Api::list_deliveries(const Call& call) {
  const auto filter = read_filter(call.query, parts_.clock.wall_now());
  if (!filter) co_return error_answer(filter.error());
  auto page = co_await parts_.views.deliveries(*filter);
  if (!page) co_return error_answer(page.error());
  const auto next = cut_page(*page, filter->limit);
  JsonWriter json;
  json.begin_object().name("deliveries").begin_array();
  for (const store::DeliveryView& view : *page) write_delivery(view, json);
  json.end_array().member("next", next).end_object();
  co_return json_answer(200, json);
}

Task<http::Response> Api::show_delivery(const Call& call) {
  const auto key = parse_delivery_id(call.path_values.front());
  if (!key) co_return problem_answer(404, "There is no such delivery");
  store::DeliveryFilter filter;
  filter.after = key->row - 1;
  auto found = co_await parts_.views.deliveries(filter);
  if (!found) co_return error_answer(found.error());
  const auto view = std::ranges::find_if(
      *found, [&](const auto& v) { return v.delivery.row == key->row && v.delivery.lane == key->lane; });
  if (view == found->end())
    co_return problem_answer(404, "There is no such delivery", "it may have been deleted");
  auto history = co_await parts_.views.history(*key);
  if (!history) co_return error_answer(history.error());
  JsonWriter json;
  json.begin_object().name("delivery");
  write_delivery(*view, json);
  json.name("history").begin_array();
  for (const store::DeliveryEvent& event : *history) write_event(event, json);
  json.end_array().end_object();
  co_return json_answer(200, json);
}

Task<Result<std::vector<store::DeliveryKey>>> Api::matching_deliveries(store::DeliveryFilter filter) {
  const std::size_t most = filter.limit;
  std::vector<store::DeliveryKey> matching;
  filter.limit = 1000;
  while (matching.size() < most) {
    auto page = co_await parts_.views.deliveries(filter);
    if (!page) co_return std::move(page).error();
    const auto next = cut_page(*page, filter.limit);
    for (const store::DeliveryView& view : *page) matching.push_back(view.delivery);
    if (!next) break;
    filter.after = *next;
  }
  if (matching.size() > most) matching.resize(most);
  co_return matching;
}

Task<http::Response> Api::retry_deliveries(const Call& call) {
  auto retry = read_retry(call.request, parts_.clock.wall_now());
  if (!retry) co_return error_answer(retry.error());
  if (retry->filter) {
    store::DeliveryFilter filter = *retry->filter;
    filter.limit = retry->dry_run ? kCountMax : kRetryMax;
    auto matching = co_await matching_deliveries(std::move(filter));
    if (!matching) co_return error_answer(matching.error());
    retry->deliveries = std::move(*matching);
  }
  const std::size_t matched = retry->deliveries.size();
  std::size_t retried = 0;
  if (!retry->dry_run && matched > 0) {
    auto answer = co_await parts_.control.retry(std::move(retry->deliveries));
    if (!answer) co_return error_answer(answer.error());
    retried = *answer;
    parts_.log.info(
        "deliveries retried by an operator",
        {log::resource("key", call.key->name), log::count("deliveries", static_cast<std::int64_t>(retried))});
  }
  JsonWriter json;
  json.begin_object();
  json.member("matched", static_cast<std::int64_t>(matched))
      .member("retried", static_cast<std::int64_t>(retried));
  json.member("dry_run", retry->dry_run).end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
