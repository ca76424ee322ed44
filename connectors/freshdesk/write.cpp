// Target: tickets, what is added to them, and contacts (freshdesk.md 2). There are no batches and no keys:
// one call a record, and what may have been written is looked for by the engine before it is sent again.
#include "connectors/freshdesk/target.hpp"
#include "connectors/shared/members.hpp"
#include "connectors/shared/one_by_one.hpp"

namespace hub::connectors::freshdesk {

using delivery::StoredRecord;
using model::Record;
using model::Value;

namespace {

Written made(const Result<Value>& answer) {
  return answer.ok() ? written(id_at(*answer), true) : answer.error();
}

}  // namespace

bool is_gone(const Result<Value>& answer) {
  return answer.ok() ? flag_at(*answer, "deleted") : is_missing(answer.error());
}

Task<std::vector<Written>> Target::write(Records batch) {
  return one_by_one<StoredRecord>(batch, [this](const Record& record) { return write_one(record); });
}

Task<Written> Target::write_one(const Record& record) {
  if (record.shape->object == kContact) co_return co_await write_contact(record);
  if (record.shape->object != kTicket) {
    if (record.parent_id.empty()) co_return parent_missing("ticket");
    const std::string ticket_id(record.parent_id);
    co_return co_await add_note(record, ticket_id);
  }
  if (record.target_id.empty()) co_return co_await create_ticket(record);
  co_return co_await change_ticket(record);
}

Task<Written> Target::create_ticket(const Record& record) {
  model::Arena arena;
  Body body = ticket_body(record, options_.requester_id);
  const auto answer = co_await client_.create_ticket(std::move(body), arena);
  co_return made(answer);
}

// A ticket that was there: its fields can be written again and again, its note only once.
Task<Written> Target::change_ticket(const Record& record) {
  model::Arena arena;
  const std::string id(record.target_id);
  if (has_fields(record)) {
    Body body = ticket_body(record, {});
    const auto changed = co_await client_.update_ticket(id, std::move(body), arena);
    if (!changed.ok() && is_missing(changed.error())) co_return gone_meanwhile("record");
    if (!changed.ok()) co_return changed.error();
  }
  if (!has_note(record)) co_return StoredRecord{id, false};
  const auto said = co_await client_.conversations(id, arena);
  if (!said.ok() && is_missing(said.error())) co_return gone_meanwhile("record");
  if (!said.ok()) co_return said.error();
  if (!find_marked(*said, record.key)) {
    const auto added = co_await add_note(record, id);
    if (!added.ok()) co_return added.error();
  }
  co_return StoredRecord{id, false};
}

Task<Written> Target::add_note(const Record& record, const std::string& ticket_id) {
  model::Arena arena;
  Body body = note_body(record);
  const auto answer = co_await client_.add_note(ticket_id, std::move(body), arena);
  co_return made(answer);
}

// Its key is the only one: what is refused as a second one is there.
Task<Written> Target::write_contact(const Record& record) {
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
  if (!changed.ok() && is_missing(changed.error())) co_return gone_meanwhile("record");
  if (!changed.ok()) co_return changed.error();
  co_return StoredRecord{id, false};
}

}  // namespace hub::connectors::freshdesk
