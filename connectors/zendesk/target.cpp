#include "connectors/zendesk/target.hpp"

#include <algorithm>

#include "core/base/ascii.hpp"
#include "core/delivery/missing_object.hpp"
#include "core/model/builder.hpp"

namespace hub::connectors::zendesk {

using delivery::ExistingRecord;
using delivery::ReadRequest;
using model::Record;
using model::Value;

namespace {

constexpr std::size_t kItemsMax = 100;           // of every _many call (zendesk.md 2.4, 4.1)
constexpr std::size_t kBodyBytesMax = 5u << 20;  // no figure is published: what others are known to send
constexpr std::size_t kFoundNeeded = 2;

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Error cannot_match(const Record& record) {
  return config_error("record '" + record.shape->name +
                      "': tickets are found by id or external_id, and users by email or external_id");
}

bool is_same(std::string_view a, std::string_view b) {
  return lower_case(std::string(a)) == lower_case(std::string(b));
}

}  // namespace

Target::Target(TargetOptions options, ClientOptions client, http::TokenSource tokens, http::Client& http,
               Clock& clock)
    : options_(std::move(options)),

      client_(std::move(client), std::move(tokens), http, clock) {
  const bool is_single = options_.tickets == TicketMode::single;
  traits_.batch_records_max = is_single ? 10 : kItemsMax;
  traits_.batch_bytes_max = kBodyBytesMax;
  traits_.concurrency_max = 4;
  traits_.links_by_id = true;
  traits_.can_find_existing = true;
  traits_.children_need_parent = true;
  traits_.erasure = {
      "Tickets are deleted, and then deleted for ever, with all comments and files; users likewise. In "
      "tickets of "
      "others the hub's comments are redacted.",
      "A ticket that a person deleted stays among the account's deleted tickets for up to 30 days, where the "
      "hub "
      "cannot find it: delete it for ever there."};
  // external_id is not unique, and a job may do its work long after its answer was lost (zendesk.md
  // 0, 2.4, 4.1).
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
      co_return delivery::missing_object("Zendesk has no object " + object +
                                         ": ticket, comment, attachment and user are known");
    }
  }
  co_return schema;
}

Task<Result<void>> Target::probe() {
  model::Arena arena;
  // Not /users/me, which answers without credentials too.
  const auto answer = co_await client_.count(arena);
  if (!answer.ok()) co_return answer.error();
  co_return Result<void>();
}

// One record at a time: Zendesk looks for one id or address in a call.
Task<std::vector<Result<std::vector<ExistingRecord>>>> Target::find_existing(Records batch) {
  std::vector<Result<std::vector<ExistingRecord>>> results;
  for (const Record& record : batch) {
    if (!results.empty() && !results.back().ok()) {
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
  const bool is_ticket = is_object(*record.shape, kTicket);
  const std::string field =
      record.attach_id.empty()
          ? (record.match.as_object().empty() ? "" : std::string(record.match.as_object()[0].name))
          : record.shape->attach->field;
  const std::string wanted(record.attach_id.empty() ? record.match.text_at(field) : record.attach_id);
  Client::Ids one(1, wanted);
  Result<Value> answer = Value();
  if (field.empty() && !is_number(wanted)) co_return found;
  if (is_ticket && field.empty()) {
    answer = co_await client_.show_many(one, arena);
  } else if (is_ticket && field == "external_id") {
    answer = co_await client_.find(wanted, arena);
  } else if (!is_ticket && field.empty()) {
    answer = co_await client_.users_by_id(one, arena);
  } else if (!is_ticket && field == "external_id") {
    answer = co_await client_.users_by_external_id(one, arena);
  } else if (!is_ticket && field == "email") {
    answer = co_await client_.find_users(wanted, arena);
  } else {
    co_return cannot_match(record);
  }
  if (!answer.ok()) co_return answer.error();
  const Value* list = answer->find(is_ticket ? "tickets" : "users");
  if (!list || !list->is_array()) co_return http::unreadable_answer(http::Effect::reads);
  for (const Value& item : list->as_array()) {
    if (found.size() == kFoundNeeded) break;
    if (!is_same(id_at(item, field.empty() ? "id" : field), wanted)) continue;
    const auto& attach = record.shape->attach;
    const Value* state = attach && !attach->closed_field.empty() ? item.find(attach->closed_field) : nullptr;
    found.push_back({id_at(item), state && *state == attach->closed_value});
  }
  co_return found;
}

Task<std::vector<Result<void>>> Target::erase(std::span<const ReadRequest> batch) {
  if (!batch.empty() && is_object(*batch.front().record->shape, kTicket))
    co_return co_await erase_tickets(batch);
  std::vector<Result<void>> results;
  for (const ReadRequest& request : batch) results.push_back(co_await erase_one(request));
  co_return results;
}

// Deleted, and then deleted for ever: a deleted ticket would keep its text for 30 days (zendesk.md 5).
Task<std::vector<Result<void>>> Target::erase_tickets(std::span<const ReadRequest> batch) {
  std::vector<Result<void>> results(batch.size());
  Client::Ids ids;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    std::string id = batch[i].id;
    if (id.empty()) {
      const auto found = co_await look_up_one(*batch[i].record);
      if (!found.ok()) results[i] = found.error();
      if (found.ok() && *found) id = (*found)->id;
    }
    if (!id.empty()) ids.push_back(std::move(id));
  }
  if (ids.empty()) co_return results;
  model::Arena arena;
  // Of what is gone already the job says that it failed: what is left counts.
  auto deleted = co_await client_.delete_many(ids, false, arena);
  if (deleted.ok()) deleted = co_await client_.delete_many(ids, true, arena);
  const auto left = co_await client_.show_many(ids, arena);
  const Value* tickets = left.ok() ? left->find("tickets") : nullptr;
  const bool is_gone = deleted.ok() && tickets && tickets->is_array() && tickets->as_array().empty();
  if (is_gone) co_return results;
  const Error error = !deleted.ok() ? deleted.error()
                      : !left.ok()  ? left.error()
                                    : invalid_error("not_deleted",
                                                    "Zendesk keeps a ticket that was to be deleted: "
                                                     "the hub's user needs the right to delete");
  for (auto& result : results) {
    if (result.ok()) result = error;
  }
  co_return results;
}

// A comment is made unreadable, with its files; a user is deleted in both steps.
Task<Result<void>> Target::erase_one(const ReadRequest& request) {
  const Record& record = *request.record;
  model::Arena arena;
  if (is_object(*record.shape, kUser)) {
    std::string id = request.id;
    if (id.empty()) {
      Client::Ids keys(1, std::string(record.key));
      const auto users = co_await client_.users_by_external_id(keys, arena);
      if (!users.ok()) co_return users.error();
      const Value* user = find_by(users->find("users"), "external_id", record.key);
      if (!user) co_return Result<void>();
      id = id_at(*user);
    }
    for (const bool for_ever : {false, true}) {
      const auto deleted = co_await client_.delete_user(id, for_ever, arena);
      if (!deleted.ok() && deleted.error().code != "RecordNotFound") co_return deleted.error();
    }
    co_return Result<void>();
  }
  const auto ticket_id = co_await ticket_of(record);
  if (!ticket_id.ok()) co_return ticket_id.error();
  if (ticket_id->empty()) co_return Result<void>();
  const auto comments = co_await client_.comments(*ticket_id, arena);
  if (!comments.ok() && comments.error().code == "RecordNotFound") co_return Result<void>();
  if (!comments.ok()) co_return comments.error();
  const Value* comment = find_marked(*comments, record.key);
  if (!comment) co_return Result<void>();
  const std::string comment_id = id_at(*comment);
  Buffer body = redaction(*ticket_id, *comment, arena);
  const auto redacted = co_await client_.redact(comment_id, std::move(body), arena);
  if (!redacted.ok()) co_return redacted.error();
  co_return Result<void>();
}

}  // namespace hub::connectors::zendesk
