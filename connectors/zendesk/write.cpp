// Target: tickets, what is added to them, and users (zendesk.md 2).
#include <algorithm>

#include "connectors/zendesk/target.hpp"
#include "core/model/builder.hpp"

namespace hub::connectors::zendesk {

using delivery::StoredRecord;
using model::Record;
using model::Value;

namespace {

Error parent_missing() {
  return transient_error("parent_missing", "the ticket that this belongs to is not there yet");
}

// The comment that an update added: its event in the audit (zendesk.md 2.1).
std::string added_comment(const Value& answer) {
  const Value* audit = answer.find("audit");
  const Value* events = audit ? audit->find("events") : nullptr;
  if (!events || !events->is_array()) return {};
  for (const Value& event : events->as_array()) {
    if (event.text_at("type") == "Comment") return id_at(event);
  }
  return {};
}

}  // namespace

Task<std::vector<Target::Written>> Target::write(Records batch) {
  if (batch.empty()) co_return std::vector<Written>();
  const model::RecordShape& shape = *batch.front().shape;
  const bool is_new_ticket = is_object(shape, kTicket) && batch.front().target_id.empty();
  if (is_object(shape, kUser)) co_return co_await write_users(batch);
  if (is_new_ticket && options_.tickets != TicketMode::single) co_return co_await write_many(batch);
  co_return co_await write_each(batch);
}

// One job for all of them. Those that Zendesk would cut are left out.
Task<std::vector<Target::Written>> Target::write_many(Records batch) {
  std::vector<Written> results(batch.size(), http::unreadable_answer(http::Effect::writes));
  std::vector<std::size_t> places;
  model::Arena arena;
  model::ArrayBuilder tickets(arena);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    auto ticket = ticket_input(batch[i], options_.requester_id, arena);
    if (!ticket.ok()) {
      results[i] = std::move(ticket).error();
      continue;
    }
    tickets.add(*ticket);
    places.push_back(i);
  }
  if (places.empty()) co_return results;
  const bool as_import = options_.tickets == TicketMode::import;
  Buffer body = body_of("tickets", tickets.finish());
  const auto answer = co_await client_.create_many(std::move(body), as_import, arena);
  auto items = answer.ok() ? read_results(*answer, places.size())
                           : std::vector<Written>(places.size(), Written(answer.error()));
  for (std::size_t i = 0; i < places.size(); ++i) results[places[i]] = std::move(items[i]);
  co_return results;
}

Task<std::vector<Target::Written>> Target::write_each(Records batch) {
  std::vector<Written> results;
  std::optional<Error> end;
  for (const Record& record : batch) {
    if (end) {
      results.emplace_back(*end);
      continue;
    }
    results.push_back(co_await write_one(record));
    if (!results.back().ok() && http::ends_a_series(results.back().error())) end = results.back().error();
  }
  co_return results;
}

Task<Target::Written> Target::write_one(const Record& record) {
  if (!is_object(*record.shape, kTicket)) co_return co_await add_comment(record);
  if (record.target_id.empty()) co_return co_await create_ticket(record);
  co_return co_await update_ticket(record);
}

Task<Target::Written> Target::create_ticket(const Record& record) {
  model::Arena arena;
  const auto ticket = ticket_input(record, options_.requester_id, arena);
  if (!ticket.ok()) co_return ticket.error();
  std::string key(record.key);
  Buffer body = body_of("ticket", *ticket);
  const auto answer = co_await client_.create(std::move(body), std::move(key), arena);
  if (!answer.ok()) co_return answer.error();
  const Value* made = answer->find("ticket");
  const std::string id = made ? id_at(*made) : "";
  if (id.empty()) co_return http::unreadable_answer(http::Effect::writes);
  co_return StoredRecord{id, true};
}

// A ticket that was there: its fields can be written again and again, its comment only once.
Task<Target::Written> Target::update_ticket(const Record& record) {
  model::Arena arena;
  const std::string id(record.target_id);
  Record unsaid = record;
  if (record.fields.find("comment")) {
    const auto comments = co_await client_.comments(id, arena);
    if (!comments.ok() && comments.error().code == "RecordNotFound") {
      co_return transient_error("record_gone", "the ticket to write to was deleted meanwhile");
    }
    if (!comments.ok()) co_return comments.error();
    if (find_marked(*comments, record.key)) {
      model::ObjectBuilder fields(arena);
      for (const model::Member& field : record.fields.as_object()) {
        if (field.name != "comment") fields.add(field.name, field.value);
      }
      unsaid.fields = fields.finish();
    }
  }
  const auto ticket = ticket_input(unsaid, {}, arena);
  if (!ticket.ok()) co_return ticket.error();
  Buffer body = body_of("ticket", *ticket);
  const auto answer = co_await client_.update(id, std::move(body), arena);
  if (answer.ok()) co_return StoredRecord{id, false};
  if (answer.error().code == "RecordNotFound") {
    co_return transient_error("record_gone", "the ticket to write to was deleted meanwhile");
  }
  co_return answer.error();
}

// A comment, or a file that is uploaded and attached at once: until then any agent could read it.
Task<Target::Written> Target::add_comment(const Record& record) {
  const auto ticket = co_await ticket_of(record);
  if (!ticket.ok()) co_return ticket.error();
  if (ticket->empty()) co_return parent_missing();
  const std::string& ticket_id = *ticket;
  model::Arena arena;
  std::string upload;
  if (is_object(*record.shape, kAttachment)) {
    const std::string name(record.fields.text_at("file_name")),
        type(record.fields.text_at("content_type", "text/plain"));
    Buffer content(record.fields.text_at("content"));
    auto token = co_await client_.upload(name, type, std::move(content));
    if (!token.ok()) co_return std::move(token).error();
    upload = std::move(*token);
  }
  const auto comment = comment_input(record, upload, arena);
  if (!comment.ok()) co_return comment.error();
  model::ObjectBuilder update(arena);
  update.add("comment", *comment);
  Buffer body = body_of("ticket", update.finish());
  const auto answer = co_await client_.update(ticket_id, std::move(body), arena);
  if (!answer.ok()) co_return answer.error();
  const std::string id = added_comment(*answer);
  co_return StoredRecord{id.empty() ? ticket_id : id, true};
}

Task<std::vector<Target::Written>> Target::write_users(Records batch) {
  model::Arena arena;
  model::ArrayBuilder users(arena);
  for (const Record& record : batch) users.add(user_input(record, arena));
  Buffer body = body_of("users", users.finish());
  const auto answer = co_await client_.write_users(std::move(body), arena);
  if (!answer.ok()) co_return std::vector<Written>(batch.size(), Written(answer.error()));
  co_return read_results(*answer, batch.size());
}

}  // namespace hub::connectors::zendesk
