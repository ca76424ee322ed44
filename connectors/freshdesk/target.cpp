#include "connectors/freshdesk/target.hpp"

#include <algorithm>

#include "core/base/ascii.hpp"
#include "core/delivery/missing_object.hpp"

namespace hub::connectors::freshdesk {

using delivery::ExistingRecord;
using delivery::ReadRequest;
using model::Record;
using model::Value;

namespace {

// A batch is as many calls one after another as it has records, and is read back by lists of 100.
constexpr std::size_t kRecordsMax = 50, kCallsAtOnce = 2;

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// What list filters of contacts take (freshdesk.md 2).
bool is_filter(std::string_view field) {
  return field == "email" || field == "phone" || field == "mobile" || field == "unique_external_id";
}

Error cannot_match(const Record& record) {
  return config_error(
      "record '" + record.shape->name +
      "': tickets are found by id, contacts by id, email, phone, mobile or unique_external_id");
}

bool is_closed(const Record& record, const Value& row) {
  const auto& attach = record.shape->attach;
  const Value* state = attach && !attach->closed_field.empty() ? row.find(attach->closed_field) : nullptr;
  return state && *state == attach->closed_value;
}

}  // namespace

Target::Target(TargetOptions options, ClientOptions client, http::TokenSource tokens, http::Client& http,
               Clock& clock)
    : options_(std::move(options)),
      client_(std::move(client), std::move(tokens), http, clock),
      clock_(clock) {
  traits_.batch_records_max = kRecordsMax;
  traits_.concurrency_max = kCallsAtOnce;
  traits_.links_by_id = true;
  traits_.can_find_existing = true;
  traits_.children_need_parent = true;
  traits_.erasure = {"Tickets are moved to the trash, notes are deleted, contacts are deleted for good.",
                     "A ticket in the trash can be restored until the trash is emptied: the API deletes no "
                     "ticket for good, so "
                     "delete it there.",
                     false};
  // A ticket has no key of its own, and what is sent twice is there twice (freshdesk.md 0).
  traits_.key_guarantee = delivery::LookUpOnly{options_.late_commit, options_.visibility_lag};
}

Task<Result<delivery::Schema>> Target::describe(std::vector<std::string> objects) {
  delivery::Schema schema;
  for (const std::string& object : objects) {
    model::Arena arena;
    if (object == kTicket) {
      const auto fields = co_await client_.ticket_fields(arena);
      if (!fields.ok()) co_return fields.error();
      schema.objects.push_back(read_ticket_schema(*fields));
    } else if (auto fixed = fixed_schema(object)) {
      schema.objects.push_back(std::move(*fixed));
    } else {
      co_return delivery::missing_object("Freshdesk has no object " + object +
                                         ": ticket, note, attachment and contact are known");
    }
  }
  co_return schema;
}

Value Target::expected(const Record& record, model::Arena& arena) const {
  return expected_form(record, arena);
}

Task<std::vector<Result<std::vector<ExistingRecord>>>> Target::find_existing(std::span<const Record> batch) {
  std::vector<Result<std::vector<ExistingRecord>>> results;
  for (const Record& record : batch) {
    if (http::has_ended(results)) {
      results.push_back(results.back());
    } else {
      results.push_back(co_await find_one(record));
    }
  }
  co_return results;
}

Task<Result<std::vector<ExistingRecord>>> Target::find_one(const Record& record) {
  model::Arena arena;
  std::vector<ExistingRecord> found;
  const bool is_attached = !record.attach_id.empty();
  const bool is_ticket = is_object(*record.shape, kTicket);
  const std::string field = is_attached ? record.shape->attach->field
                            : record.match.as_object().size() == 1
                                ? std::string(record.match.as_object()[0].name)
                                : std::string("several");
  if (is_attached && field.empty()) {
    const std::string id(record.attach_id);
    if (!is_number(id)) co_return found;
    auto asking = is_ticket ? client_.ticket(id, arena) : client_.contact(id, arena);
    const auto row = co_await std::move(asking);
    if (is_gone(row)) co_return found;
    if (!row.ok()) co_return row.error();
    found.push_back({id, is_closed(record, *row)});
    co_return found;
  }
  if (is_ticket || !is_filter(field)) co_return cannot_match(record);
  const std::string wanted(is_attached ? record.attach_id : record.match.text_at(field));
  const auto rows = co_await client_.find_contacts(field, wanted, arena);
  if (!rows.ok()) co_return rows.error();
  for (const Value& row : *rows)
    if (lower_case(std::string(row.text_at(field))) == lower_case(wanted))
      found.push_back({id_at(row), is_closed(record, row)});
  std::ranges::sort(found, {}, [](const ExistingRecord& one) { return std::pair(one.id.size(), one.id); });
  co_return found;
}

Task<std::vector<Result<void>>> Target::erase(std::span<const ReadRequest> batch) {
  std::vector<Result<void>> results;
  for (const ReadRequest& request : batch) results.push_back(co_await erase_one(request));
  co_return results;
}

Task<Result<void>> Target::erase_one(const ReadRequest& request) {
  const auto id = co_await id_of(request);
  if (!id.ok()) co_return id.error();
  if (id->empty()) co_return Result<void>();
  model::Arena arena;
  const model::RecordShape& shape = *request.record->shape;
  auto erasing = is_object(shape, kTicket)    ? client_.delete_ticket(*id, arena)
                 : is_object(shape, kContact) ? client_.forget_contact(*id, arena)
                                              : client_.delete_conversation(*id, arena);
  const auto answer = co_await std::move(erasing);
  if (!answer.ok() && !is_missing(answer.error())) co_return answer.error();
  co_return Result<void>();
}

Task<Result<void>> Target::probe() {
  model::Arena arena;
  const auto answer = co_await client_.any_ticket(arena);
  if (!answer.ok()) co_return answer.error();
  co_return Result<void>();
}

}  // namespace hub::connectors::freshdesk
