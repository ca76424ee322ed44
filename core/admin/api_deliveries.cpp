#include <algorithm>

#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/delivery_filter.hpp"
#include "core/admin/delivery_id.hpp"
#include "core/admin/delivery_page.hpp"
#include "core/admin/view_json.hpp"

namespace hub::admin {
namespace {

constexpr int kPagesAtOnce = 50;

}  // namespace

// Pages without anything that the key reaches are passed over, so many at once.
Task<http::Response> Api::list_deliveries(const Call& call) {
  auto filter = read_filter(call.query, parts_.clock.wall_now());
  if (!filter) co_return error_answer(filter.error());
  std::vector<store::DeliveryView> seen;
  std::optional<store::CaseRow> next;
  for (int pages = 0; pages < kPagesAtOnce && seen.empty(); ++pages) {
    auto page = co_await parts_.views.deliveries(*filter);
    if (!page) co_return error_answer(page.error());
    next = cut_page(*page, filter->limit);
    std::erase_if(*page, [&](const store::DeliveryView& view) { return !call.reaches(view.tenant); });
    seen = std::move(*page);
    if (!next) break;
    filter->after = *next;
  }
  JsonWriter json;
  json.begin_object().name("deliveries").begin_array();
  for (const store::DeliveryView& view : seen) write_delivery(view, parts_.clock.wall_now(), json);
  json.end_array().member("next", next).end_object();
  co_return json_answer(200, json);
}

Task<http::Response> Api::group_deliveries(const Call& call) {
  const auto filter = read_filter(call.query, parts_.clock.wall_now());
  if (!filter) co_return error_answer(filter.error());
  auto groups = co_await parts_.views.groups(*filter);
  if (!groups) co_return error_answer(groups.error());
  std::erase_if(*groups, [&](const store::DeliveryGroup& group) { return !call.reaches(group.tenant); });
  JsonWriter json;
  json.begin_object().member("as_of", parts_.clock.wall_now()).name("groups").begin_array();
  for (const store::DeliveryGroup& group : *groups) write_group(group, json);
  json.end_array().end_object();
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
  if (view == found->end() || !call.reaches(view->tenant))
    co_return problem_answer(404, "There is no such delivery", "it may have been deleted");
  auto history = co_await parts_.views.history(*key);
  if (!history) co_return error_answer(history.error());
  JsonWriter json;
  json.begin_object().name("delivery");
  write_delivery(*view, parts_.clock.wall_now(), json);
  json.name("history").begin_array();
  for (const store::DeliveryEvent& event : *history) write_event(event, json);
  json.end_array().end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
