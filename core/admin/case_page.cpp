#include "core/admin/case_page.hpp"

#include "core/admin/answer.hpp"

namespace hub::admin {
namespace {

void write_case(const delivery::CaseView& view, JsonWriter& json) {
  json.begin_object().member("row", view.row).member("case", view.case_ref.text());
  json.member("tenant", view.tenant).member("update", view.is_update);
  json.member("state", delivery::to_string(view.standing)).member("received_at", view.received_at);
  json.member("ends_at", view.ends_at).member("held_from", view.held_from);
  json.member("transcript", view.is_readable && !view.is_of_metadata);
  json.member("metadata", view.is_readable && view.is_of_metadata).end_object();
}

}  // namespace

http::Response case_page_answer(const std::vector<delivery::CaseView>& cases,
                                std::optional<std::int64_t> next) {
  JsonWriter json;
  json.begin_object().name("cases").begin_array();
  for (const delivery::CaseView& view : cases) write_case(view, json);
  json.end_array().member("next", next).end_object();
  return json_answer(200, json);
}

}  // namespace hub::admin
