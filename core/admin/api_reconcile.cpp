// Whether every case of the platform's list has come here and arrived: the answer for each.
#include <algorithm>

#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/delivery_id.hpp"
#include "core/admin/reconcile_request.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

using Place = delivery::Whereabouts::Place;

std::string_view word_of(Place place) {
  switch (place) {
    case Place::never_seen:
      return "never_seen";
    case Place::refused:
      return "refused";
    case Place::waiting:
      return "waiting";
    case Place::dead_letter:
      return "dead_letter";
    case Place::kept:
      return "kept";
    case Place::held:
      return "held";
    case Place::gone:
      return "gone";
  }
  return "never_seen";
}

// How the case of a certificate ended: "delivered", "expired", ...
std::string outcome_of(const store::CertificateView& certificate, model::JsonParser& parser) {
  model::Arena arena;
  const auto entry = parser.parse(certificate.entry, arena);
  return entry ? std::string(entry->text_at("outcome")) : std::string();
}

void write_listed(const ListedCase& listed, JsonWriter& json) {
  json.member("id", listed.id);
  if (!listed.event.empty()) json.member("event", listed.event);
  if (!listed.source.empty()) json.member("source", listed.source);
  if (!listed.time.empty()) json.member("time", listed.time);
  if (!listed.dataref.empty()) json.member("dataref", listed.dataref);
}

void write_answer(const delivery::Whereabouts& where, const std::string& outcome, JsonWriter& json) {
  json.member("answer", outcome.empty() ? word_of(where.place) : std::string_view(outcome));
  if (where.certificate >= 0) json.member("certificate", where.certificate);
  if (where.delivery) json.member("delivery", delivery_id(*where.delivery));
  if (!where.reason.empty()) json.member("reason", where.reason);
}

}  // namespace

// Of those that are gone, how each ended; by the index of its certificate.
Task<Result<std::map<std::int64_t, std::string>>> Api::outcomes_of(
    const std::vector<delivery::Whereabouts>& places) {
  std::vector<std::int64_t> wanted;
  for (const auto& where : places)
    if (where.place == Place::gone && where.certificate >= 0) wanted.push_back(where.certificate);
  std::map<std::int64_t, std::string> outcomes;
  if (wanted.empty()) co_return outcomes;
  std::ranges::sort(wanted);
  const auto certificates = co_await parts_.views.certificates_at(std::move(wanted));
  if (!certificates) co_return certificates.error();
  model::JsonParser parser;
  for (const store::CertificateView& certificate : *certificates)
    outcomes[certificate.index] = outcome_of(certificate, parser);
  co_return outcomes;
}

Task<http::Response> Api::reconcile(const Call& call) {
  auto wanted = read_reconcile_request(call.request, parts_.clock.wall_now());
  if (!wanted) co_return error_answer(wanted.error());
  ListedPage page{std::move(wanted->cases), {}};
  if (page.cases.empty()) {
    std::string tenant = wanted->tenant, after = wanted->after;
    auto listed =
        co_await parts_.platform.closed_cases(std::move(tenant), wanted->from, wanted->to, std::move(after));
    if (!listed) co_return error_answer(listed.error());
    page = std::move(*listed);
  }
  std::vector<delivery::Whereabouts> places;
  for (const ListedCase& listed : page.cases) {
    auto where = parts_.control.where_is(wanted->tenant, listed.id);
    if (!where) co_return error_answer(where.error());
    places.push_back(std::move(*where));
  }
  const auto outcomes = co_await outcomes_of(places);
  if (!outcomes) co_return error_answer(outcomes.error());
  JsonWriter json;
  json.begin_object().name("cases").begin_array();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto outcome = outcomes->find(places[i].certificate);
    json.begin_object();
    write_listed(page.cases[i], json);
    write_answer(places[i], outcome == outcomes->end() ? std::string() : outcome->second, json);
    json.end_object();
  }
  json.end_array();
  if (!page.next.empty()) json.member("next", page.next);
  json.end_object();
  co_return json_answer(200, json);
}

Task<http::Response> Api::fetch_cases(const Call& call) {
  const auto wanted = read_fetch_request(call.request);
  if (!wanted) co_return error_answer(wanted.error());
  JsonWriter json;
  std::int64_t accepted = 0;
  json.begin_object().name("cases").begin_array();
  for (const ListedCase& listed : wanted->cases) {
    ListedCase one = listed;
    std::string tenant = wanted->tenant;
    const FetchedCase fetched = co_await parts_.platform.fetch(std::move(tenant), std::move(one));
    if (fetched.result == "accepted") ++accepted;
    json.begin_object().member("id", listed.id).member("result", fetched.result);
    if (!fetched.reason.empty()) json.member("reason", fetched.reason);
    json.end_object();
  }
  json.end_array().end_object();
  parts_.log.info("cases fetched for a reconciliation",
                  {log::resource("key", call.key->name), log::count("accepted", accepted)});
  co_return json_answer(200, json);
}

}  // namespace hub::admin
