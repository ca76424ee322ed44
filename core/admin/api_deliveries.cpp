#include <algorithm>

#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/delivery_filter.hpp"
#include "core/admin/delivery_id.hpp"
#include "core/admin/delivery_page.hpp"
#include "core/admin/view_json.hpp"

namespace hub::admin {

Task<http::Response> Api::list_deliveries(const Call& call) {
  const auto filter = read_filter(call.query, parts_.clock.wall_now());
  if (!filter) co_return error_answer(filter.error());
  auto page = co_await parts_.views.deliveries(*filter);
  if (!page) co_return error_answer(page.error());
  const auto next = cut_page(*page, filter->limit);
  JsonWriter json;
  json.begin_object().name("deliveries").begin_array();
  for (const store::DeliveryView& view : *page) write_delivery(view, parts_.clock.wall_now(), json);
  json.end_array().member("next", next).end_object();
  co_return json_answer(200, json);
}

Task<http::Response> Api::group_deliveries(const Call& call) {
  const auto filter = read_filter(call.query, parts_.clock.wall_now());
  if (!filter) co_return error_answer(filter.error());
  const auto groups = co_await parts_.views.groups(*filter);
  if (!groups) co_return error_answer(groups.error());
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
  if (view == found->end())
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
