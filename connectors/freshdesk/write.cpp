// Target: tickets, what is added to them, and contacts (freshdesk.md 2). There are no batches and no keys:
// one call a record, and what may have been written is looked for by the engine before it is sent again.
#include "connectors/freshdesk/target.hpp"

namespace hub::connectors::freshdesk {

using delivery::StoredRecord;
using model::Record;
using model::Value;

namespace {

Result<StoredRecord> made(const Result<Value>& answer) {
  if (!answer.ok()) return answer.error();
  std::string id = id_at(*answer);
  if (id.empty()) return http::unreadable_answer(http::Effect::writes);
  return StoredRecord{std::move(id), true};
}

// It was there when it was looked for: the next attempt looks again and decides as the mapping says.
Error gone_meanwhile() {
  return transient_error("record_gone", "the record to write to was deleted meanwhile");
}

}  // namespace

bool is_gone(const Result<Value>& answer) {
  if (!answer.ok()) return is_missing(answer.error());
  const Value* flag = answer->find("deleted");
  return flag && flag->is_boolean() && flag->as_boolean();
}

Task<std::vector<Target::Written>> Target::write(std::span<const Record> batch) {
  std::vector<Written> results;
  for (const Record& record : batch) {
    if (http::has_ended(results)) {
      results.push_back(results.back());
    } else {
      results.push_back(co_await write_one(record));
    }
  }
  co_return results;
}

Task<Target::Written> Target::write_one(const Record& record) {
  if (is_object(*record.shape, kContact)) co_return co_await write_contact(record);
  if (!is_object(*record.shape, kTicket)) {
    if (record.parent_id.empty())
      co_return transient_error("parent_missing", "the ticket that this belongs to is not there yet");
    const std::string ticket_id(record.parent_id);
    co_return co_await add_note(record, ticket_id);
  }
  if (record.target_id.empty()) co_return co_await create_ticket(record);
  co_return co_await change_ticket(record);
}

Task<Target::Written> Target::create_ticket(const Record& record) {
  model::Arena arena;
  Body body = ticket_body(record, options_.requester_id);
  const auto answer = co_await client_.create_ticket(std::move(body), arena);
  co_return made(answer);
}

// A ticket that was there: its fields can be written again and again, its note only once.
Task<Target::Written> Target::change_ticket(const Record& record) {
  model::Arena arena;
  const std::string id(record.target_id);
  if (has_fields(record)) {
    Body body = ticket_body(record, {});
    const auto changed = co_await client_.update_ticket(id, std::move(body), arena);
    if (!changed.ok() && is_missing(changed.error())) co_return gone_meanwhile();
    if (!changed.ok()) co_return changed.error();
  }
  if (!has_note(record)) co_return StoredRecord{id, false};
  const auto said = co_await client_.conversations(id, arena);
  if (!said.ok() && is_missing(said.error())) co_return gone_meanwhile();
  if (!said.ok()) co_return said.error();
  if (!find_marked(*said, record.key)) {
    const auto added = co_await add_note(record, id);
    if (!added.ok()) co_return added.error();
  }
  co_return StoredRecord{id, false};
}

Task<Target::Written> Target::add_note(const Record& record, const std::string& ticket_id) {
  model::Arena arena;
  Body body = note_body(record);
  const auto answer = co_await client_.add_note(ticket_id, std::move(body), arena);
  co_return made(answer);
}

// Its key is the only one: what is refused as a second one is there.
Task<Target::Written> Target::write_contact(const Record& record) {
  model::Arena arena;
  Body body = contact_body(record);
  std::string id(record.target_id);
  if (id.empty()) {
    const auto answer = co_await client_.create_contact(std::move(body), arena);
    if (answer.ok() || !is_conflict(answer.error())) co_return made(answer);
    const std::string key(record.key);
    const auto found = co_await client_.find_contacts(record.shape->key_field, key, arena);
    if (!found.ok()) co_return found.error();
    if (found->empty()) co_return answer.error();
    id = id_at(found->front());
    body = contact_body(record);
  }
  const auto changed = co_await client_.update_contact(id, std::move(body), arena);
  if (!changed.ok() && is_missing(changed.error())) co_return gone_meanwhile();
  if (!changed.ok()) co_return changed.error();
  co_return StoredRecord{id, false};
}

}  // namespace hub::connectors::freshdesk
