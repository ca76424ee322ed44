// Target: look-ups by our key, and what Zendesk really stored (zendesk.md 4).
#include <algorithm>
#include <map>

#include "connectors/shared/members.hpp"
#include "connectors/shared/one_by_one.hpp"
#include "connectors/zendesk/target.hpp"

namespace hub::connectors::zendesk {

using delivery::ReadRequest;
using model::Record;
using model::Value;

namespace {

Error several_tickets() {
  return invalid_error("several_tickets", "Zendesk holds several tickets of one external_id: merge them");
}

Client::Ids ids_of(Requests batch) {
  Client::Ids ids;
  for (const ReadRequest& request : batch) ids.push_back(request.id);
  return ids;
}

}  // namespace

// The ticket that a comment or an attachment belongs to; empty when it is not there.
Task<Result<std::string>> Target::ticket_of(const Record& child) {
  if (!child.parent_id.empty()) co_return std::string(child.parent_id);
  model::Arena arena;
  const std::string key(child.parent_key);
  const auto found = co_await client_.find(key, arena);
  if (!found.ok()) co_return found.error();
  const Value* ticket = find_by(list_at(*found, "tickets"), "external_id", key);
  co_return ticket ? id_at(*ticket) : std::string();
}

// None where the ticket is not there, or is named by nothing.
Task<Target::Comments> Target::comments_of(const std::string& ticket_id, model::Arena& arena) {
  if (ticket_id.empty()) co_return std::vector<Value>();
  auto comments = co_await client_.comments(ticket_id, arena);
  if (!comments.ok() && is_missing(comments.error())) co_return std::vector<Value>();
  co_return comments;
}

Task<Result<Seen>> Target::look_up_ticket(const Record& record) {
  model::Arena arena;
  const std::string key(record.key);
  const auto found = co_await client_.find(key, arena);
  if (!found.ok()) co_return found.error();
  const Value* list = found->find("tickets");
  if (!list || !list->is_array()) co_return http::unreadable_answer(http::Effect::reads);
  const auto is_ours = [&key](const Value& ticket) { return ticket.text_at("external_id") == key; };
  if (std::ranges::count_if(list->as_array(), is_ours) > 1) co_return several_tickets();
  const Value* ticket = find_by(list->as_array(), "external_id", key);
  co_return seen(ticket ? id_at(*ticket) : "");
}

Task<Result<Seen>> Target::look_up_one(const Record& record) {
  if (record.shape->object == kTicket) co_return co_await look_up_ticket(record);
  const auto ticket_id = co_await ticket_of(record);
  if (!ticket_id.ok()) co_return ticket_id.error();
  model::Arena arena;
  const auto comments = co_await comments_of(*ticket_id, arena);
  if (!comments.ok()) co_return comments.error();
  const Value* comment = find_marked(*comments, record.key);
  co_return seen(comment ? id_at(*comment) : "");
}

Task<std::vector<Result<Seen>>> Target::look_up_users(Records batch) {
  Client::Ids keys;
  for (const Record& record : batch) keys.emplace_back(record.key);
  model::Arena arena;
  const auto answer = co_await client_.users_by_external_id(keys, arena);
  if (!answer.ok()) co_return all_of<Seen>(batch.size(), answer.error());
  std::vector<Result<Seen>> results;
  for (const std::string& key : keys) {
    const Value* user = find_by(list_at(*answer, "users"), "external_id", key);
    results.emplace_back(seen(user ? id_at(*user) : ""));
  }
  co_return results;
}

Task<std::vector<Result<Seen>>> Target::look_up(Records batch) {
  if (!batch.empty() && batch.front().shape->object == kUser) return look_up_users(batch);
  return one_by_one<Seen>(
      batch, [this](const Record& record) { return look_up_one(record); }, ends_asking);
}

Task<std::vector<Result<Form>>> Target::read_back(Requests batch, model::Arena& arena) {
  if (batch.empty()) return read_below(batch, arena);
  const std::string& object = batch.front().record->shape->object;
  if (object == kTicket) return read_tickets(batch, arena);
  return object == kUser ? read_users(batch, arena) : read_below(batch, arena);
}

// The users behind "requester_id", for records that name theirs; null when none does.
Task<Result<Value>> Target::requesters(Requests batch, std::span<const Value> tickets, model::Arena& arena) {
  Client::Ids ids;
  for (const ReadRequest& request : batch) {
    const Value* ticket = find_by(tickets, "id", request.id);
    if (!ticket || !needs_requester(*request.record)) continue;
    std::string id = id_at(*ticket, "requester_id");
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(std::move(id));
  }
  if (ids.empty()) co_return Value();
  const auto answer = co_await client_.users_by_id(ids, arena);
  if (answer.ok() && !answer->find("users")) co_return http::unreadable_answer(http::Effect::reads);
  co_return answer;
}

Task<std::vector<Result<Form>>> Target::read_tickets(Requests batch, model::Arena& arena) {
  const Client::Ids ids = ids_of(batch);
  const auto answer = co_await client_.show_many(ids, arena);
  if (!answer.ok()) co_return all_of<Form>(batch.size(), answer.error());
  if (!answer->find("tickets"))
    co_return all_of<Form>(batch.size(), http::unreadable_answer(http::Effect::reads));
  const auto tickets = list_at(*answer, "tickets");
  const auto users = co_await requesters(batch, tickets, arena);
  if (!users.ok()) co_return all_of<Form>(batch.size(), users.error());
  std::vector<Result<Form>> results;
  for (const ReadRequest& request : batch) {
    const Record& record = *request.record;
    Stored stored;
    stored.object = find_by(tickets, "id", request.id);
    if (!stored.object) {
      results.emplace_back(Form());
      continue;
    }
    const std::string requester_id = id_at(*stored.object, "requester_id");
    stored.requester = find_by(list_at(*users, "users"), "id", requester_id);
    stored.is_linked = requester_id == record.parent_id;
    Comments comments = std::vector<Value>();
    if (needs_comments(record)) comments = co_await client_.comments(request.id, arena);
    stored.comments = comments.ok() ? &*comments : nullptr;
    if (comments.ok()) {
      results.emplace_back(Form(stored_form(record, stored, arena)));
    } else {
      results.emplace_back(comments.error());
    }
  }
  co_return results;
}

Task<std::vector<Result<Form>>> Target::read_users(Requests batch, model::Arena& arena) {
  const Client::Ids ids = ids_of(batch);
  const auto answer = co_await client_.users_by_id(ids, arena);
  if (!answer.ok()) co_return all_of<Form>(batch.size(), answer.error());
  std::vector<Result<Form>> results;
  for (const ReadRequest& request : batch) {
    Stored stored;
    stored.object = find_by(list_at(*answer, "users"), "id", request.id);
    results.emplace_back(stored.object ? Form(stored_form(*request.record, stored, arena)) : Form());
  }
  co_return results;
}

// Comments and files of one ticket are read with one list of its comments.
Task<std::vector<Result<Form>>> Target::read_below(Requests batch, model::Arena& arena) {
  std::map<std::string, Comments> lists;
  std::vector<Result<Form>> results;
  for (const ReadRequest& request : batch) {
    const Record& record = *request.record;
    const auto ticket_id = co_await ticket_of(record);
    if (!ticket_id.ok()) {
      results.emplace_back(ticket_id.error());
      continue;
    }
    const auto [list, is_new] = lists.try_emplace(*ticket_id, std::vector<Value>());
    if (is_new) list->second = co_await comments_of(*ticket_id, arena);
    const Comments& comments = list->second;
    Stored stored;
    stored.comments = comments.ok() ? &*comments : nullptr;
    stored.is_linked = true;
    if (!comments.ok()) {
      results.emplace_back(comments.error());
    } else if (find_marked(*comments, record.key)) {
      results.emplace_back(Form(stored_form(record, stored, arena)));
    } else {
      results.emplace_back(Form());
    }
  }
  co_return results;
}

Value Target::expected(const Record& record, model::Arena& arena) const {
  return expected_form(record, arena);
}

}  // namespace hub::connectors::zendesk
