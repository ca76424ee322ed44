#include "connectors/zendesk/target.hpp"

#include "connectors/shared/existing.hpp"
#include "connectors/shared/members.hpp"
#include "connectors/shared/one_by_one.hpp"
#include "core/delivery/missing_object.hpp"

namespace hub::connectors::zendesk {

using delivery::ReadRequest;
using model::Record;
using model::Value;

namespace {

constexpr std::size_t kItemsMax = 100;           // of every _many call (zendesk.md 2.4, 4.1)
constexpr std::size_t kBodyBytesMax = 5u << 20;  // no figure is published: what others are known to send
constexpr std::size_t kFoundNeeded = 2;

Error cannot_match(const Record& record) {
  return config_error("record '" + record.shape->name +
                      "': tickets are found by id or external_id, and users by email or external_id");
}

}  // namespace

Target::Target(TargetOptions options, ClientOptions client, http::TokenSource tokens, http::Client& http,
               Clock& clock)
    : options_(std::move(options)), client_(std::move(client), std::move(tokens), http, clock) {
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
  co_return done(answer);
}

// One record at a time: Zendesk looks for one id or address in a call.
Task<std::vector<Result<Existing>>> Target::find_existing(Records batch) {
  return one_by_one<Existing>(
      batch, [this](const Record& record) { return find_one(record); }, ends_asking);
}

Task<Result<Existing>> Target::find_one(const Record& record) {
  model::Arena arena;
  const auto wanted = only_wanted(record);
  if (!wanted) co_return cannot_match(record);
  const auto& [field, text] = *wanted;
  if (is_by_id(record) && !is_number(text)) co_return Existing();
  const Client::Ids one(1, text);
  const bool is_ticket = record.shape->object == kTicket;
  Result<Value> answer = Value();
  if (is_ticket && field.empty()) {
    answer = co_await client_.show_many(one, arena);
  } else if (is_ticket && field == "external_id") {
    answer = co_await client_.find(text, arena);
  } else if (!is_ticket && field.empty()) {
    answer = co_await client_.users_by_id(one, arena);
  } else if (!is_ticket && field == "external_id") {
    answer = co_await client_.users_by_external_id(one, arena);
  } else if (!is_ticket && field == "email") {
    answer = co_await client_.find_users(text, arena);
  } else {
    co_return cannot_match(record);
  }
  if (!answer.ok()) co_return answer.error();
  const Value* list = answer->find(is_ticket ? "tickets" : "users");
  if (!list || !list->is_array()) co_return http::unreadable_answer(http::Effect::reads);
  Existing found;
  for (const Value& item : list->as_array()) {
    const bool is_wanted = is_same_text(id_at(item, field.empty() ? "id" : field), text);
    if (is_wanted && found.size() < kFoundNeeded)
      found.push_back({id_at(item), is_closed(*record.shape, item)});
  }
  co_return found;
}

Task<std::vector<Result<void>>> Target::erase(Requests batch) {
  if (!batch.empty() && batch.front().record->shape->object == kTicket) return erase_tickets(batch);
  return one_by_one<void>(batch, [this](const ReadRequest& request) { return erase_one(request); });
}

// Deleted, and then deleted for ever: a deleted ticket would keep its text for 30 days (zendesk.md 5).
Task<std::vector<Result<void>>> Target::erase_tickets(Requests batch) {
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
  auto deleted = co_await client_.delete_many(ids, arena);
  if (deleted.ok()) deleted = co_await client_.delete_many_for_ever(ids, arena);
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

// A comment is made unreadable, with its files.
Task<Result<void>> Target::erase_one(const ReadRequest& request) {
  const Record& record = *request.record;
  if (record.shape->object == kUser) co_return co_await erase_user(request);
  const auto ticket_id = co_await ticket_of(record);
  if (!ticket_id.ok()) co_return ticket_id.error();
  model::Arena arena;
  const auto comments = co_await comments_of(*ticket_id, arena);
  if (!comments.ok()) co_return comments.error();
  const Value* comment = find_marked(*comments, record.key);
  if (!comment) co_return Result<void>();
  const std::string comment_id = id_at(*comment);
  Buffer body = redaction(*ticket_id, *comment, arena);
  const auto redacted = co_await client_.redact(comment_id, std::move(body), arena);
  co_return done(redacted);
}

Task<Result<void>> Target::erase_user(const ReadRequest& request) {
  std::string id = request.id;
  if (id.empty()) {
    const auto users = co_await look_up_users(std::span(request.record, 1));
    if (!users.front().ok()) co_return users.front().error();
    if (!users.front()->has_value()) co_return Result<void>();
    id = (*users.front())->id;
  }
  model::Arena arena;
  auto deleted = co_await client_.delete_user(id, arena);
  if (deleted.ok() || is_missing(deleted.error())) deleted = co_await client_.delete_user_for_ever(id, arena);
  co_return !deleted.ok() && is_missing(deleted.error()) ? Result<void>() : done(deleted);
}

}  // namespace hub::connectors::zendesk
