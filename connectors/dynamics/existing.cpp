// Records that somebody else made, each found by one operation of a batch.
#include <algorithm>

#include "connectors/dynamics/target.hpp"
#include "connectors/shared/existing.hpp"
#include "core/base/ascii.hpp"
#include "core/base/uuid.hpp"
#include "core/model/json.hpp"

namespace hub::connectors::dynamics {

using delivery::ExistingRecord;
using model::Record;
using model::Value;
using Wanted = std::vector<model::Member>;

namespace {

// Dataverse compares without case and accents: what counts is what the rows that it names hold.
constexpr std::string_view kRowsMax = "10";

// A literal of OData: what is in it stays in it.
std::string literal(const Value& value) {
  if (!value.is_string()) {
    Buffer json;
    model::write_json(value, json);
    return std::string(json.view());
  }
  std::string text = "'";
  for (const char c : value.as_string()) text += c == '\'' ? "''" : std::string(1, c);
  return text + '\'';
}

Operation search_for(const Record& record) {
  std::string columns = record.shape->key_field, filter;
  if (const std::string closed = closed_field_of(*record.shape); !closed.empty()) columns += ',' + closed;
  if (is_by_id(record))
    return {"GET", address(record.shape->object, record.attach_id) + "?$select=" + columns, ""};
  for (const model::Member& each : wanted_of(record)) {
    columns += ',' + std::string(each.name);
    filter += (filter.empty() ? "" : " and ") + std::string(each.name) + " eq " + literal(each.value);
  }
  return {"GET",
          record.shape->object + "?$select=" + columns + "&$filter=" + http::percent_encode(filter) +
              "&$orderby=createdon%20asc&$top=" + std::string(kRowsMax),
          ""};
}

bool is_same(const Value* held, const Value& wanted) {
  if (!held || !held->is_string() || !wanted.is_string()) return held && *held == wanted;
  return is_same_text(held->as_string(), wanted.as_string());
}

bool holds(const Value& row, const Wanted& wanted) {
  return std::ranges::all_of(
      wanted, [&row](const model::Member& each) { return is_same(row.find(each.name), each.value); });
}

ExistingRecord existing_of(const Record& record, const Value& row) {
  model::Arena arena;
  const std::string field = closed_field_of(*record.shape);
  const Value* state = field.empty() ? nullptr : row.find(field);
  const bool is_closed =
      state && canonical(*state, arena) == canonical(record.shape->attach->closed_value, arena);
  return {lower_case(std::string(row.text_at(record.shape->key_field))), is_closed};
}

Result<Existing> read_found(const Record& record, const Result<Value>& answer) {
  Existing found;
  if (!answer.ok() && is_missing(answer.error())) return found;
  if (!answer.ok()) return answer.error();
  if (is_by_id(record)) return Existing{existing_of(record, *answer)};
  const Value* rows = answer->find("value");
  if (!rows || !rows->is_array()) return http::unreadable_answer(http::Effect::reads);
  const Wanted wanted = wanted_of(record);
  for (const Value& row : rows->as_array())
    if (holds(row, wanted)) found.push_back(existing_of(record, row));
  return found;
}

}  // namespace

Task<std::vector<Result<Existing>>> Target::find_existing(Records batch) {
  const auto can_be = [](const Record& record) { return !is_by_id(record) || is_uuid(record.attach_id); };
  BatchWriter requests = client_.new_batch();
  for (const Record& record : batch)
    if (can_be(record)) requests.add(search_for(record));
  model::Arena arena;
  const auto answers = co_await client_.send(std::move(requests), http::Effect::reads, arena);
  std::vector<Result<Existing>> results;
  std::size_t next = 0;
  for (const Record& record : batch)
    results.push_back(can_be(record) ? read_found(record, answers[next++]) : Result<Existing>(Existing()));
  co_return results;
}

}  // namespace hub::connectors::dynamics
