// What operators do with dead letters: another chance, or giving them up.
#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/dead_letter_request.hpp"
#include "core/admin/delivery_page.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kMovedMax = 1000;       // deliveries a call may move
constexpr std::size_t kCountMax = 1'000'000;  // and a dry run may count

std::size_t most_of(const DeadLetterRequest& request) {
  return request.dry_run ? kCountMax : kMovedMax;
}

http::Response moved_answer(const DeadLetterRequest& request, std::size_t matched, std::string_view what,
                            std::size_t moved) {
  JsonWriter json;
  json.begin_object().member("matched", static_cast<std::int64_t>(matched));
  json.member(what, static_cast<std::int64_t>(moved)).member("dry_run", request.dry_run);
  json.member("as_of", request.as_of).end_object();
  return json_answer(200, json);
}

}  // namespace

Task<Result<std::vector<store::DeliveryKey>>> Api::reached(const Call& call,
                                                           std::vector<store::DeliveryKey> deliveries) {
  if (call.reaches_everything()) co_return deliveries;
  std::vector<store::DeliveryKey> mine;
  for (const store::DeliveryKey& delivery : deliveries) {
    store::DeliveryFilter filter;
    filter.after = delivery.row - 1;
    filter.limit = 1;  // all deliveries of a case are of one tenant
    const auto first = co_await parts_.views.deliveries(filter);
    if (!first) co_return first.error();
    const bool is_here = !first->empty() && first->front().delivery.row == delivery.row;
    if (is_here && call.reaches(first->front().tenant)) mine.push_back(delivery);
  }
  co_return mine;
}

Task<Result<std::vector<store::DeliveryKey>>> Api::chosen_deliveries(const Call& call,
                                                                     const DeadLetterRequest& request,
                                                                     std::size_t most) {
  if (!request.filter) {
    auto named = reached(call, request.deliveries);
    co_return co_await std::move(named);
  }
  store::DeliveryFilter filter = *request.filter;
  filter.limit = 1000;
  std::vector<store::DeliveryKey> chosen;
  while (chosen.size() < most) {
    auto page = co_await parts_.views.deliveries(filter);
    if (!page) co_return std::move(page).error();
    const auto next = cut_page(*page, filter.limit);
    for (const store::DeliveryView& view : *page)
      if (call.reaches(view.tenant)) chosen.push_back(view.delivery);
    if (!next) break;
    filter.after = *next;
  }
  if (chosen.size() > most) chosen.resize(most);
  co_return chosen;
}

Task<http::Response> Api::retry_deliveries(const Call& call) {
  const auto request = read_dead_letter_request(call.request, parts_.clock.wall_now());
  if (!request) co_return error_answer(request.error());
  auto chosen = co_await chosen_deliveries(call, *request, most_of(*request));
  if (!chosen) co_return error_answer(chosen.error());
  const std::size_t matched = chosen->size();
  std::size_t retried = 0;
  if (!request->dry_run && matched > 0) {
    const auto done = co_await parts_.control.retry(std::move(*chosen), request->mapping_version);
    if (!done) co_return error_answer(done.error());
    retried = *done;
    call.outcome = std::to_string(retried) + " retried";
    history_.mark("retry", {}, {}, call.key->name);
    parts_.log.info(
        "deliveries retried by an operator",
        {log::resource("key", call.key->name), log::count("deliveries", static_cast<std::int64_t>(retried))});
  }
  co_return moved_answer(*request, matched, "retried", retried);
}

Task<http::Response> Api::discard_deliveries(const Call& call) {
  const auto request = read_dead_letter_request(call.request, parts_.clock.wall_now());
  if (!request) co_return error_answer(request.error());
  if (request->mapping_version) co_return problem_answer(400, "Bad request", "a discard takes no mapping");
  auto chosen = co_await chosen_deliveries(call, *request, most_of(*request));
  if (!chosen) co_return error_answer(chosen.error());
  const std::size_t matched = chosen->size();
  std::size_t discarded = 0;
  if (!request->dry_run && matched > 0) {
    const auto done = co_await parts_.control.discard(std::move(*chosen));
    if (!done) co_return error_answer(done.error());
    discarded = *done;
    call.outcome = std::to_string(discarded) + " discarded";
    history_.mark("discard", {}, {}, call.key->name);
    parts_.log.warning("deliveries discarded by an administrator",
                       {log::resource("key", call.key->name),
                        log::count("deliveries", static_cast<std::int64_t>(discarded))});
  }
  co_return moved_answer(*request, matched, "discarded", discarded);
}

Task<http::Response> Api::count_results(const Call& call) {
  auto named = read_named_deliveries(call.request);
  if (!named) co_return error_answer(named.error());
  const auto asked = static_cast<std::int64_t>(named->size());
  auto reaching = reached(call, std::move(*named));
  const auto deliveries = co_await std::move(reaching);
  if (!deliveries) co_return error_answer(deliveries.error());
  // One beyond the key's reach counts as one that is gone does.
  std::int64_t gone = asked - static_cast<std::int64_t>(deliveries->size());
  std::int64_t confirmed = 0, dead_letters = 0, discarded = 0, under_way = 0;
  for (const store::DeliveryKey& delivery : *deliveries) {
    const auto state = parts_.control.state_of(delivery);
    if (!state)
      ++gone;
    else if (*state == store::DeliveryState::confirmed)
      ++confirmed;
    else if (*state == store::DeliveryState::dead_letter)
      ++dead_letters;
    else if (*state == store::DeliveryState::discarded)
      ++discarded;
    else
      ++under_way;
  }
  JsonWriter json;
  json.begin_object().member("gone", gone).member("confirmed", confirmed);
  json.member("dead_letters", dead_letters).member("discarded", discarded);
  json.member("under_way", under_way).end_object();
  co_return json_answer(200, json);
}

Task<http::Response> Api::retry_platform(const Call& call) {
  std::string tenant = call.path_values.front();
  const auto done = co_await parts_.control.retry_platform(std::move(tenant));
  if (!done) co_return error_answer(done.error());
  parts_.log.info(
      "purges and callbacks retried by an operator",
      {log::resource("key", call.key->name), log::count("jobs", static_cast<std::int64_t>(*done))});
  JsonWriter json;
  json.begin_object().member("retried", static_cast<std::int64_t>(*done)).end_object();
  co_return json_answer(200, json);
}

}  // namespace hub::admin
