// Target: look-ups by our key, and what Zendesk really stored (zendesk.md 4).
#include <algorithm>
#include <map>

#include "connectors/zendesk/target.hpp"

namespace hub::connectors::zendesk {

using delivery::ReadRequest;
using delivery::StoredRecord;
using model::Record;
using model::Value;

namespace {

template <class T>
std::vector<Result<T>> for_all(std::size_t count, const Error& error) {
  return std::vector<Result<T>>(count, Result<T>(error));
}

Error several_tickets() {
  return invalid_error("several_tickets", "Zendesk holds several tickets of one external_id: merge them");
}

}  // namespace

// The ticket that a comment or an attachment belongs to; empty when it is not there.
Task<Result<std::string>> Target::ticket_of(const Record& child) {
  if (!child.parent_id.empty()) co_return std::string(child.parent_id);
  model::Arena arena;
  const std::string key(child.parent_key);
  const auto found = co_await client_.find(key, arena);
  if (!found.ok()) co_return found.error();
  const Value* ticket = find_by(found->find("tickets"), "external_id", key);
  co_return ticket ? id_at(*ticket) : std::string();
}

Task<Result<Target::Seen>> Target::look_up_one(const Record& record) {
  model::Arena arena;
  if (is_object(*record.shape, kTicket)) {
    const std::string key(record.key);
    const auto found = co_await client_.find(key, arena);
    if (!found.ok()) co_return found.error();
    const Value* list = found->find("tickets");
    if (!list || !list->is_array()) co_return http::unreadable_answer(http::Effect::reads);
    const auto is_ours = [&key](const Value& ticket) { return ticket.text_at("external_id") == key; };
    const auto count = std::ranges::count_if(list->as_array(), is_ours);
    if (count > 1) co_return several_tickets();
    const Value* ticket = find_by(list, "external_id", key);
    co_return ticket ? Seen(StoredRecord{id_at(*ticket), false}) : Seen();
  }
  const auto ticket_id = co_await ticket_of(record);
  if (!ticket_id.ok()) co_return ticket_id.error();
  if (ticket_id->empty()) co_return Seen();
  const auto comments = co_await client_.comments(*ticket_id, arena);
  if (!comments.ok() && comments.error().code == "RecordNotFound") co_return Seen();
  if (!comments.ok()) co_return comments.error();
  const Value* comment = find_marked(*comments, record.key);
  co_return comment ? Seen(StoredRecord{id_at(*comment), false}) : Seen();
}

Task<std::vector<Result<Target::Seen>>> Target::look_up_users(Records batch) {
  Client::Ids keys;
  for (const Record& record : batch) keys.emplace_back(record.key);
  model::Arena arena;
  const auto answer = co_await client_.users_by_external_id(keys, arena);
  if (!answer.ok()) co_return for_all<Seen>(batch.size(), answer.error());
  std::vector<Result<Seen>> results;
  for (const std::string& key : keys) {
    const Value* user = find_by(answer->find("users"), "external_id", key);
    results.emplace_back(user ? Seen(StoredRecord{id_at(*user), false}) : Seen());
  }
  co_return results;
}

Task<std::vector<Result<Target::Seen>>> Target::look_up(Records batch) {
  if (!batch.empty() && is_object(*batch.front().shape, kUser)) co_return co_await look_up_users(batch);
  std::vector<Result<Seen>> results;
  for (const Record& record : batch) {
    const bool has_failed =
        !results.empty() && !results.back().ok() && results.back().error().kind != ErrorKind::invalid;
    if (has_failed) {
      results.push_back(results.back());
    } else {
      results.push_back(co_await look_up_one(record));
    }
  }
  co_return results;
}

Task<std::vector<Result<Target::Form>>> Target::read_back(std::span<const ReadRequest> batch,
                                                          model::Arena& arena) {
  if (batch.empty()) co_return std::vector<Result<Form>>();
  const model::RecordShape& shape = *batch.front().record->shape;
  if (is_object(shape, kTicket)) co_return co_await read_tickets(batch, arena);
  if (is_object(shape, kUser)) co_return co_await read_users(batch, arena);
  co_return co_await read_below(batch, arena);
}

// The users behind "requester_id", for records that name theirs; null when none does.
Task<Result<const Value*>> Target::requesters(std::span<const ReadRequest> batch, const Value& tickets,
                                              model::Arena& arena) {
  Client::Ids ids;
  for (const ReadRequest& request : batch) {
    const Value* ticket = find_by(&tickets, "id", request.id);
    if (!ticket || !needs_requester(*request.record)) continue;
    std::string id = id_at(*ticket, "requester_id");
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(std::move(id));
  }
  if (ids.empty()) co_return nullptr;
  const auto answer = co_await client_.users_by_id(ids, arena);
  if (!answer.ok()) co_return answer.error();
  const Value* users = answer->find("users");
  if (!users) co_return http::unreadable_answer(http::Effect::reads);
  co_return users;
}

Task<std::vector<Result<Target::Form>>> Target::read_tickets(std::span<const ReadRequest> batch,
                                                             model::Arena& arena) {
  Client::Ids ids;
  for (const ReadRequest& request : batch) ids.push_back(request.id);
  const auto answer = co_await client_.show_many(ids, arena);
  if (!answer.ok()) co_return for_all<Form>(batch.size(), answer.error());
  const Value* tickets = answer->find("tickets");
  if (!tickets) co_return for_all<Form>(batch.size(), http::unreadable_answer(http::Effect::reads));
  const auto users = co_await requesters(batch, *tickets, arena);
  if (!users.ok()) co_return for_all<Form>(batch.size(), users.error());
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
    stored.requester = find_by(*users, "id", requester_id);
    if (!record.parent_id.empty()) stored.parent = requester_id;
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

Task<std::vector<Result<Target::Form>>> Target::read_users(std::span<const ReadRequest> batch,
                                                           model::Arena& arena) {
  Client::Ids ids;
  for (const ReadRequest& request : batch) ids.push_back(request.id);
  const auto answer = co_await client_.users_by_id(ids, arena);
  if (!answer.ok()) co_return for_all<Form>(batch.size(), answer.error());
  std::vector<Result<Form>> results;
  for (const ReadRequest& request : batch) {
    Stored stored;
    stored.object = find_by(answer->find("users"), "id", request.id);
    results.emplace_back(stored.object ? Form(stored_form(*request.record, stored, arena)) : Form());
  }
  co_return results;
}

// Comments and files of one ticket are read with one list of its comments.
Task<std::vector<Result<Target::Form>>> Target::read_below(std::span<const ReadRequest> batch,
                                                           model::Arena& arena) {
  std::map<std::string, Comments> lists;
  std::vector<Result<Form>> results;
  for (const ReadRequest& request : batch) {
    const Record& record = *request.record;
    const auto ticket_id = co_await ticket_of(record);
    if (!ticket_id.ok() || ticket_id->empty()) {
      results.emplace_back(ticket_id.ok() ? Result<Form>(Form()) : Result<Form>(ticket_id.error()));
      continue;
    }
    const auto [list, is_new] = lists.try_emplace(*ticket_id, std::vector<Value>());
    if (is_new) list->second = co_await client_.comments(*ticket_id, arena);
    results.push_back(form_below(record, list->second, arena));
  }
  co_return results;
}

// Of a comment or an attachment, among those of its ticket.
Result<Target::Form> Target::form_below(const Record& record, const Comments& comments, model::Arena& arena) {
  if (!comments.ok() && comments.error().code == "RecordNotFound") return Form();
  if (!comments.ok()) return comments.error();
  if (!find_marked(*comments, record.key)) return Form();
  Stored stored;
  stored.comments = &*comments;
  stored.parent = record.parent_id.empty() ? record.parent_key : record.parent_id;
  return Form(stored_form(record, stored, arena));
}

Value Target::expected(const Record& record, model::Arena& arena) const {
  return expected_form(record, arena);
}

}  // namespace hub::connectors::zendesk
