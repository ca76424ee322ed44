// Target: tickets, what is added to them, and users (zendesk.md 2).
#include "connectors/shared/members.hpp"
#include "connectors/shared/one_by_one.hpp"
#include "connectors/zendesk/target.hpp"
#include "core/model/builder.hpp"

namespace hub::connectors::zendesk {

using delivery::StoredRecord;
using model::Record;
using model::Value;

namespace {

// The comment that an update added: its event in the audit (zendesk.md 2.1).
std::string added_comment(const Value& answer) {
  const Value* audit = answer.find("audit");
  if (!audit) return {};
  for (const Value& event : list_at(*audit, "events")) {
    if (event.text_at("type") == "Comment") return id_at(event);
  }
  return {};
}

Value without(std::string_view name, const Value& fields, model::Arena& arena) {
  model::ObjectBuilder rest(arena);
  for (const model::Member& field : fields.as_object()) {
    if (field.name != name) rest.add(field.name, field.value);
  }
  return rest.finish();
}

}  // namespace

Task<std::vector<Written>> Target::write(Records batch) {
  const auto write_each = [this](const Record& record) { return write_one(record); };
  if (batch.empty()) return one_by_one<StoredRecord>(batch, write_each);
  const std::string& object = batch.front().shape->object;
  const bool is_new_ticket = object == kTicket && batch.front().target_id.empty();
  if (object == kUser) return write_users(batch);
  if (is_new_ticket && options_.tickets != TicketMode::single) return write_many(batch);
  return one_by_one<StoredRecord>(batch, write_each);
}

// One job for all of them. Those that Zendesk would cut are left out.
Task<std::vector<Written>> Target::write_many(Records batch) {
  std::vector<Written> results;
  std::vector<std::size_t> places;
  model::Arena arena;
  model::ArrayBuilder tickets(arena);
  for (const Record& record : batch) {
    auto ticket = ticket_input(record, options_.requester_id, arena);
    results.emplace_back(ticket.ok() ? http::unreadable_answer(http::Effect::writes) : ticket.error());
    if (!ticket.ok()) continue;
    tickets.add(*ticket);
    places.push_back(results.size() - 1);
  }
  if (places.empty()) co_return results;
  const bool as_import = options_.tickets == TicketMode::import;
  Buffer body = body_of("tickets", tickets.finish());
  const auto answer = co_await client_.create_many(std::move(body), as_import, arena);
  auto items = answer.ok() ? read_results(*answer, places.size())
                           : all_of<StoredRecord>(places.size(), answer.error());
  for (std::size_t i = 0; i < places.size(); ++i) results[places[i]] = std::move(items[i]);
  co_return results;
}

Task<Written> Target::write_one(const Record& record) {
  if (record.shape->object != kTicket) return add_comment(record);
  return record.target_id.empty() ? create_ticket(record) : update_ticket(record);
}

Task<Written> Target::create_ticket(const Record& record) {
  model::Arena arena;
  const auto ticket = ticket_input(record, options_.requester_id, arena);
  if (!ticket.ok()) co_return ticket.error();
  std::string key(record.key);
  Buffer body = body_of("ticket", *ticket);
  const auto answer = co_await client_.create(std::move(body), std::move(key), arena);
  if (!answer.ok()) co_return answer.error();
  const Value* made = answer->find("ticket");
  co_return written(made ? id_at(*made) : "", true);
}

// A ticket that was there: its fields can be written again and again, its comment only once.
Task<Written> Target::update_ticket(const Record& record) {
  model::Arena arena;
  const std::string id(record.target_id);
  Record unsaid = record;
  if (record.fields.find("comment")) {
    const auto comments = co_await client_.comments(id, arena);
    if (!comments.ok() && is_missing(comments.error())) co_return gone_meanwhile("ticket");
    if (!comments.ok()) co_return comments.error();
    if (find_marked(*comments, record.key)) unsaid.fields = without("comment", record.fields, arena);
  }
  const auto ticket = ticket_input(unsaid, {}, arena);
  if (!ticket.ok()) co_return ticket.error();
  Buffer body = body_of("ticket", *ticket);
  const auto answer = co_await client_.update(id, std::move(body), arena);
  if (answer.ok()) co_return StoredRecord{id, false};
  co_return is_missing(answer.error()) ? gone_meanwhile("ticket") : answer.error();
}

// A comment, or a file that is uploaded and attached at once: until then any agent could read it.
Task<Written> Target::add_comment(const Record& record) {
  const auto ticket = co_await ticket_of(record);
  if (!ticket.ok()) co_return ticket.error();
  if (ticket->empty()) co_return parent_missing("ticket");
  const auto upload = co_await upload_file(record);
  if (!upload.ok()) co_return upload.error();
  model::Arena arena;
  const auto comment = comment_input(record, *upload, arena);
  if (!comment.ok()) co_return comment.error();
  model::ObjectBuilder update(arena);
  update.add("comment", *comment);
  Buffer body = body_of("ticket", update.finish());
  const auto answer = co_await client_.update(*ticket, std::move(body), arena);
  if (!answer.ok()) co_return answer.error();
  const std::string id = added_comment(*answer);
  co_return StoredRecord{id.empty() ? *ticket : id, true};
}

// The token of the record's file; empty where it is none.
Task<Result<std::string>> Target::upload_file(const Record& record) {
  if (record.shape->object != kAttachment) co_return std::string();
  const std::string name(record.fields.text_at("file_name")),
      type(record.fields.text_at("content_type", "text/plain"));
  Buffer content(record.fields.text_at("content"));
  co_return co_await client_.upload(name, type, std::move(content));
}

Task<std::vector<Written>> Target::write_users(Records batch) {
  model::Arena arena;
  model::ArrayBuilder users(arena);
  for (const Record& record : batch) users.add(user_input(record, arena));
  Buffer body = body_of("users", users.finish());
  const auto answer = co_await client_.write_users(std::move(body), arena);
  if (!answer.ok()) co_return all_of<StoredRecord>(batch.size(), answer.error());
  co_return read_results(*answer, batch.size());
}

}  // namespace hub::connectors::zendesk
