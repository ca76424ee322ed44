#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/view_json.hpp"
#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr std::int64_t kPageMax = 1000;
constexpr int kPagesAtOnce = 50;

std::string tenant_of(const std::string& entry) {
  model::Arena arena;
  model::JsonParser parser;
  const auto object = parser.parse(entry, arena);
  return object && object->is_object() ? std::string(object->text_at("tenant")) : std::string();
}

// When what an entry certifies was done. Entries stand in this order but for moments: each is written as it
// happens.
std::optional<WallTime> time_of(const std::string& entry) {
  model::Arena arena;
  model::JsonParser parser;
  const auto object = parser.parse(entry, arena);
  if (!object || !object->is_object()) return std::nullopt;
  const std::string_view settled = object->text_at("settled");
  return parse_timestamp(settled.empty() ? object->text_at("at") : settled);
}

}  // namespace

// The first index of `count` that is not older than `from`: a look at one entry for each halving.
Task<Result<std::int64_t>> Api::first_certificate_since(WallTime from, std::int64_t count) {
  std::int64_t low = 0, high = count;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    auto entry = co_await parts_.views.certificates(middle - 1, 1);
    if (!entry) co_return std::move(entry).error();
    const auto time = entry->empty() ? std::nullopt : time_of(entry->front().entry);
    if (time && *time < from)
      low = middle + 1;
    else
      high = middle;
  }
  co_return low;
}

Task<http::Response> Api::summarize_certificates() {
  const auto count = co_await parts_.views.certificate_count();
  if (!count) co_return error_answer(count.error());
  const WallTime today = std::chrono::floor<std::chrono::days>(parts_.clock.wall_now());
  const auto first = co_await first_certificate_since(today, *count);
  if (!first) co_return error_answer(first.error());
  JsonWriter json;
  json.begin_object().member("total", *count).member("today", *count - *first).end_object();
  co_return json_answer(200, json);
}

Task<http::Response> Api::list_certificates(const Call& call) {
  // Indexes start at 0, so "from the beginning" is after -1.
  const auto after = number_of(call.query, "after", -1, -1, INT64_MAX);
  const auto limit = number_of(call.query, "limit", 100, 1, kPageMax);
  if (!after || !limit) co_return problem_answer(400, "Bad request", "`after` or `limit` is out of bounds");
  const auto count = co_await parts_.views.certificate_count();
  if (!count) co_return error_answer(count.error());
  std::vector<store::CertificateView> seen;
  std::optional<std::int64_t> next = *after;
  // Pages without anything that the key reaches are passed over, so many at once.
  for (int pages = 0; pages < kPagesAtOnce && seen.empty() && next; ++pages) {
    auto page = co_await parts_.views.certificates(*next, static_cast<std::uint32_t>(*limit));
    if (!page) co_return error_answer(page.error());
    next =
        static_cast<std::int64_t>(page->size()) == *limit ? std::optional(page->back().index) : std::nullopt;
    seen = std::move(*page);
    if (!call.reaches_everything())
      std::erase_if(seen, [&](const auto& one) { return !call.reaches(tenant_of(one.entry)); });
  }
  JsonWriter json;
  json.begin_object();
  if (call.reaches_everything()) json.member("total", *count);
  json.name("certificates").begin_array();
  for (const store::CertificateView& certificate : seen) write_certificate(certificate, json);
  json.end_array().member("next", next).end_object();
  co_return json_answer(200, json);
}

http::Response Api::certificate_key(const Call& call) const {
  const Result<std::string> key = parts_.control.certificate_key(call.path_values.front());
  if (!key) return problem_answer(404, "There is no such tenant");
  JsonWriter json;
  json.begin_object().member("key", *key).end_object();
  return json_answer(200, json);
}

}  // namespace hub::admin
