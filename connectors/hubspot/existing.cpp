// Records that somebody else made: by id or e-mail address in one call for all, by anything else one search
// each.
#include <algorithm>

#include "connectors/hubspot/target.hpp"
#include "connectors/shared/existing.hpp"
#include "connectors/shared/members.hpp"

namespace hub::connectors::hubspot {

using model::Value;

namespace {

constexpr std::size_t kIdDigitsMax = 19;

// What a contact is matched by, when it is nothing but its address.
std::string_view email_of(const model::Record& record) {
  const bool is_only = record.match.is_object() && record.match.as_object().size() == 1;
  return is_only ? record.match.text_at("email") : std::string_view();
}

using Wanted = std::vector<std::pair<std::string, std::string>>;

Wanted texts_wanted(const model::Record& record) {
  Wanted wanted;
  for (const model::Member& member : wanted_of(record))
    wanted.emplace_back(member.name,
                        member.value.is_string() ? member.value.as_string() : std::string_view());
  return wanted;
}

bool holds(const Value& row, const Wanted& wanted) {
  return std::ranges::all_of(wanted, [&row](const auto& each) {
    const Value* value = property_of(row, each.first);
    return value && value->is_string() && value->as_string() == each.second;
  });
}

}  // namespace

bool Target::is_closed(const model::RecordShape& shape, const Value& row, model::Arena& arena) const {
  const std::string field = closed_field_of(shape);
  const Value* state = field.empty() ? nullptr : property_of(row, field);
  return state && canonical(field, *state, types_of(shape), arena) ==
                      canonical(field, shape.attach->closed_value, types_of(shape), arena);
}

Task<std::vector<Result<Existing>>> Target::find_existing(Records batch) {
  if (batch.empty()) co_return std::vector<Result<Existing>>();
  const model::RecordShape& shape = *batch.front().shape;
  const bool is_attached = !batch.front().attach_id.empty();
  const bool by_id = is_by_id(batch.front());
  const bool by_email =
      !is_attached && shape.object == "contacts" &&
      std::ranges::none_of(batch, [](const model::Record& one) { return email_of(one).empty(); });
  if (by_id || by_email) co_return co_await find_by_name(batch, by_email);
  std::vector<Result<Existing>> results;
  for (const model::Record& record : batch) results.push_back(co_await search_one(record));
  co_return results;
}

Task<std::vector<Result<Existing>>> Target::find_by_name(Records batch, bool by_email) {
  const model::RecordShape& shape = *batch.front().shape;
  const auto name_of = [by_email](const model::Record& one) {
    return by_email ? email_of(one) : one.attach_id;
  };
  std::vector<std::string> names;
  for (const model::Record& record : batch)
    if (by_email || is_number(name_of(record), kIdDigitsMax)) names.emplace_back(name_of(record));
  std::vector<std::string> properties{by_email ? std::string("email") : shape.key_field};
  if (const std::string field = closed_field_of(shape); !field.empty()) properties.push_back(field);
  model::Arena arena;
  std::string by = by_email ? "email" : "";
  const auto rows =
      co_await rows_of(shape.object, std::move(names), std::move(by), std::move(properties), arena);
  if (!rows.ok()) co_return all_of<Existing>(batch.size(), rows.error());
  std::vector<Result<Existing>> results;
  for (const model::Record& record : batch) {
    const auto row = rows->find(name_of(record));
    Existing existing;
    if (row != rows->end())
      existing.push_back({std::string(row->second.text_at("id")), is_closed(shape, row->second, arena)});
    results.emplace_back(std::move(existing));
  }
  co_return results;
}

// HubSpot compares without case, and the index lags: what counts is what the rows that it names hold.
Task<Result<Existing>> Target::search_one(const model::Record& record) {
  const Wanted wanted = texts_wanted(record);
  std::vector<std::string> properties;
  for (const auto& [name, value] : wanted) properties.push_back(name);
  if (const std::string field = closed_field_of(*record.shape); !field.empty()) properties.push_back(field);
  Buffer body;
  write_search(wanted, properties, body);
  model::Arena arena;
  const auto answer = co_await client_.search(record.shape->object, std::move(body), arena);
  if (!answer.ok()) co_return answer.error();
  Existing existing;
  for (const auto& [id, row] : rows_by_id(*answer))
    if (holds(row, wanted)) existing.push_back({id, is_closed(*record.shape, row, arena)});
  // Ids are given in order, and have as many digits as they need.
  std::ranges::sort(existing, {}, [](const auto& one) { return std::pair(one.id.size(), one.id); });
  co_return existing;
}

}  // namespace hub::connectors::hubspot
