// Records that somebody else made: by their id or by what stands in their columns, one query each, all in one
// request.
#include <algorithm>

#include "connectors/servicenow/target.hpp"
#include "connectors/shared/existing.hpp"

namespace hub::connectors::servicenow {

using model::Value;

namespace {

using Wanted = std::vector<std::pair<std::string, std::string>>;

bool is_id(std::string_view text) {
  constexpr std::size_t kDigits = 32;
  return text.size() == kDigits &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Nothing when the record cannot be there.
Wanted columns_wanted(const model::Record& record) {
  Wanted wanted;
  if (is_by_id(record)) {
    if (is_id(record.attach_id)) wanted.emplace_back("sys_id", record.attach_id);
    return wanted;
  }
  model::Arena scratch;
  for (const model::Member& member : wanted_of(record))
    wanted.emplace_back(member.name, text_of(member.value, scratch));
  return wanted;
}

Call query_for(const model::RecordShape& shape, const Wanted& wanted) {
  std::string query, columns = "sys_id";
  for (const auto& [column, value] : wanted) {
    query += term(column, value) + '^';
    columns += ',' + column;
  }
  if (const std::string closed = closed_field_of(shape); !closed.empty()) columns += ',' + closed;
  return {"GET", "/api/now/v2/table/" + http::percent_encode(shape.object) +
                     "?sysparm_limit=10&sysparm_exclude_reference_link=true&sysparm_fields=" +
                     http::percent_encode(columns) +
                     "&sysparm_query=" + http::percent_encode(query + "ORDERBYsys_created_on")};
}

bool holds(const Value& row, std::string_view column, const Value& wanted) {
  model::Arena scratch;
  return canonical(row.find(column), scratch) == canonical(&wanted, scratch);
}

// The instance leaves out terms that it does not understand, and compares without case: what counts is what
// the rows hold.
Existing rows_that_hold(const model::RecordShape& shape, const Wanted& wanted, const Value& list) {
  Existing existing;
  if (!list.is_array()) return existing;
  const std::string closed = closed_field_of(shape);
  for (const Value& row : list.as_array()) {
    const bool is_wanted = std::ranges::all_of(
        wanted, [&row](const auto& each) { return holds(row, each.first, Value::string(each.second)); });
    const bool is_closed = !closed.empty() && holds(row, closed, shape.attach->closed_value);
    if (is_wanted) existing.push_back({std::string(row.text_at("sys_id")), is_closed});
  }
  return existing;
}

}  // namespace

Task<std::vector<Result<Existing>>> Target::find_existing(Records batch) {
  std::vector<Result<Existing>> results(batch.size(), Result<Existing>(Existing()));
  std::vector<Call> calls;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Wanted wanted = columns_wanted(batch[i]);
    if (wanted.empty()) continue;
    calls.push_back(query_for(*batch[i].shape, wanted));
    places.push_back(i);
  }
  model::Arena arena;
  const auto answers = co_await client_.send_all(calls, http::Effect::reads, arena);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const model::Record& record = batch[places[i]];
    if (answers[i].ok()) {
      results[places[i]] = rows_that_hold(*record.shape, columns_wanted(record), *answers[i]);
    } else if (!is_missing(answers[i].error())) {
      results[places[i]] = answers[i].error();
    }
  }
  co_return results;
}

}  // namespace hub::connectors::servicenow
