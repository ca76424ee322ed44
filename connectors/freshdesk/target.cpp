#include "connectors/freshdesk/target.hpp"

#include <algorithm>

#include "connectors/shared/existing.hpp"
#include "connectors/shared/members.hpp"
#include "connectors/shared/one_by_one.hpp"
#include "core/delivery/missing_object.hpp"

namespace hub::connectors::freshdesk {

using delivery::ExistingRecord;
using delivery::ReadRequest;
using model::Record;
using model::Value;

namespace {

// A batch is as many calls one after another as it has records, and is read back by lists of 100.
constexpr std::size_t kRecordsMax = 50, kCallsAtOnce = 2;

// What list filters of contacts take (freshdesk.md 2).
bool is_filter(std::string_view field) {
  return field == "email" || field == "phone" || field == "mobile" || field == "unique_external_id";
}

Error cannot_match(const Record& record) {
  return config_error(
      "record '" + record.shape->name +
      "': tickets are found by id, contacts by id, email, phone, mobile or unique_external_id");
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

Task<std::vector<Result<Existing>>> Target::find_existing(Records batch) {
  return one_by_one<Existing>(batch, [this](const Record& record) { return find_one(record); });
}

Task<Result<Existing>> Target::find_one(const Record& record) {
  model::Arena arena;
  Existing found;
  const model::RecordShape& shape = *record.shape;
  const bool is_ticket = shape.object == kTicket;
  const auto wanted = only_wanted(record);
  if (is_by_id(record)) {
    if (!is_number(wanted->text)) co_return found;
    auto asking = is_ticket ? client_.ticket(wanted->text, arena) : client_.contact(wanted->text, arena);
    const auto row = co_await std::move(asking);
    if (is_gone(row)) co_return found;
    if (!row.ok()) co_return row.error();
    found.push_back({wanted->text, is_closed(shape, *row)});
    co_return found;
  }
  if (is_ticket || !wanted || !is_filter(wanted->field)) co_return cannot_match(record);
  const auto rows = co_await client_.find_contacts(wanted->field, wanted->text, arena);
  if (!rows.ok()) co_return rows.error();
  for (const Value& row : *rows)
    if (is_same_text(row.text_at(wanted->field), wanted->text))
      found.push_back({id_at(row), is_closed(shape, row)});
  std::ranges::sort(found, {}, [](const ExistingRecord& one) { return std::pair(one.id.size(), one.id); });
  co_return found;
}

Task<std::vector<Result<void>>> Target::erase(Requests batch) {
  return one_by_one<void>(batch, [this](const ReadRequest& request) { return erase_one(request); });
}

Task<Result<void>> Target::erase_one(const ReadRequest& request) {
  const auto id = co_await id_of(request);
  if (!id.ok()) co_return id.error();
  if (id->empty()) co_return Result<void>();
  model::Arena arena;
  const std::string& object = request.record->shape->object;
  auto erasing = object == kTicket    ? client_.delete_ticket(*id, arena)
                 : object == kContact ? client_.forget_contact(*id, arena)
                                      : client_.delete_conversation(*id, arena);
  const auto answer = co_await std::move(erasing);
  co_return !answer.ok() && is_missing(answer.error()) ? Result<void>() : done(answer);
}

Task<Result<void>> Target::probe() {
  model::Arena arena;
  const auto answer = co_await client_.any_ticket(arena);
  co_return done(answer);
}

}  // namespace hub::connectors::freshdesk
