// Target: what Freshdesk really stored, and whether it has what may have been written (freshdesk.md 4).
#include <algorithm>

#include "connectors/freshdesk/target.hpp"
#include "connectors/shared/members.hpp"
#include "connectors/shared/one_by_one.hpp"
#include "core/base/timestamp.hpp"

namespace hub::connectors::freshdesk {

using delivery::ReadRequest;
using model::Record;
using model::Value;

namespace {

// So long the search may not know of a ticket; what is younger is found by listing. A few minutes are told.
constexpr std::chrono::minutes kUnindexed{15};

Error several_tickets() {
  return invalid_error("several_tickets",
                       "Freshdesk holds several tickets of one key: merge them, keeping the first");
}

}  // namespace

std::string Target::requester_of(const Record& record) const {
  if (!record.parent_id.empty()) return std::string(record.parent_id);
  const std::string own = id_at(record.fields, "requester_id");
  return own.empty() ? options_.requester_id : own;
}

Task<std::vector<Result<Seen>>> Target::look_up(Records batch) {
  model::Arena arena;
  // What the search does not know yet, by requester: of a batch, many share one.
  std::map<std::string, Rows> recent;
  const auto ask = [&](const Record& record) { return look_up_one(record, recent, arena); };
  auto asking = one_by_one<Seen>(batch, ask);
  co_return co_await std::move(asking);
}

Task<Result<Seen>> Target::look_up_one(const Record& record, std::map<std::string, Rows>& recent,
                                       model::Arena& arena) {
  if (record.shape->object == kTicket) {
    const std::string requester = requester_of(record);
    if (!recent.contains(requester)) {
      const std::string since = format_timestamp(clock_.wall_now() - kUnindexed).substr(0, 19) + 'Z';
      auto listed = co_await client_.tickets_of(requester, since, arena);
      recent.emplace(requester, std::move(listed));
    }
    co_return co_await look_up_ticket(record, recent.at(requester));
  }
  const std::string key(record.key);
  if (record.shape->object == kContact) {
    const auto found = co_await client_.find_contacts(record.shape->key_field, key, arena);
    if (!found.ok()) co_return found.error();
    co_return seen(found->empty() ? "" : id_at(found->front()));
  }
  const auto ticket_id = co_await ticket_below(record);
  if (!ticket_id.ok()) co_return ticket_id.error();
  const auto said = co_await conversations_of(*ticket_id, arena);
  if (!said.ok()) co_return said.error();
  const Value* note = find_marked(*said, record.key);
  co_return seen(note ? id_at(*note) : "");
}

Task<Result<Seen>> Target::look_up_ticket(const Record& record, const Rows& recent) {
  if (!recent.ok()) co_return recent.error();
  model::Arena arena;
  const std::string key(record.key);
  std::vector<Value> found = keyed_tickets(*recent, record);
  if (found.empty()) {
    const auto indexed = co_await client_.search_tickets(record.shape->key_field, key, arena);
    if (!indexed.ok()) co_return indexed.error();
    found = keyed_tickets(*indexed, record);
  }
  if (found.size() > 1) co_return several_tickets();
  co_return seen(found.empty() ? "" : id_at(found.front()));
}

// The ticket that a note belongs to; empty when it is not there.
Task<Result<std::string>> Target::ticket_below(const Record& child) {
  if (!child.parent_id.empty()) co_return std::string(child.parent_id);
  model::Arena arena;
  const std::string key(child.parent_key);
  const auto found = co_await client_.search_tickets(child.shape->parent_key_field, key, arena);
  if (!found.ok()) co_return found.error();
  co_return found->empty() ? std::string() : id_at(found->front());
}

// None where the ticket is not there, or is named by nothing.
Task<Target::Rows> Target::conversations_of(const std::string& ticket_id, model::Arena& arena) {
  if (ticket_id.empty()) co_return std::vector<Value>();
  auto said = co_await client_.conversations(ticket_id, arena);
  if (!said.ok() && is_missing(said.error())) co_return std::vector<Value>();
  co_return said;
}

// Pages of the newest tickets until those of the batch are in them: others may have come since.
Task<Target::Rows> Target::newest_tickets(Requests batch, model::Arena& arena) {
  constexpr int kPagesMax = 3;
  constexpr std::size_t kPageRows = 100;
  std::vector<Value> rows;
  for (int page = 1; page <= kPagesMax; ++page) {
    const auto more = co_await client_.newest_tickets(page, arena);
    if (!more.ok()) co_return more.error();
    rows.insert(rows.end(), more->begin(), more->end());
    const bool has_all = std::ranges::all_of(
        batch, [&rows](const ReadRequest& each) { return find_by(rows, "id", each.id) != nullptr; });
    if (has_all || more->size() < kPageRows) break;
  }
  co_return rows;
}

// Many tickets are read by lists of the newest; what is not in them by itself.
Task<std::vector<Result<Form>>> Target::read_back(Requests batch, model::Arena& arena) {
  Rows newest = std::vector<Value>();
  Conversations known;
  if (batch.size() > 1 && batch.front().record->shape->object == kTicket)
    newest = co_await newest_tickets(batch, arena);
  const auto ask = [&](const ReadRequest& request) { return read_one(request, newest, known, arena); };
  auto asking = one_by_one<Form>(batch, ask);
  co_return co_await std::move(asking);
}

Task<Result<Form>> Target::read_one(const ReadRequest& request, const Rows& newest, Conversations& known,
                                    model::Arena& arena) {
  const Record& record = *request.record;
  if (record.shape->object == kTicket) co_return co_await read_ticket(request, newest, arena);
  if (record.shape->object != kContact) co_return co_await read_note(record, known, arena);
  const auto id = co_await id_of(request);
  if (!id.ok()) co_return id.error();
  if (id->empty()) co_return Form();
  const auto contact = co_await client_.contact(*id, arena);
  if (is_gone(contact)) co_return Form();
  if (!contact.ok()) co_return contact.error();
  co_return Form(stored_form(record, *contact, nullptr, arena));
}

Task<Result<Form>> Target::read_ticket(const ReadRequest& request, const Rows& newest, model::Arena& arena) {
  if (!newest.ok()) co_return newest.error();
  const Record& record = *request.record;
  const auto id = co_await id_of(request);
  if (!id.ok()) co_return id.error();
  if (id->empty()) co_return Form();
  if (const Value* listed = find_by(*newest, "id", *id); listed && !has_note(record))
    co_return Form(stored_form(record, *listed, nullptr, arena));
  const auto ticket = co_await client_.ticket(*id, arena);
  if (is_gone(ticket)) co_return Form();
  if (!ticket.ok()) co_return ticket.error();
  if (!has_note(record)) co_return Form(stored_form(record, *ticket, nullptr, arena));
  const auto said = co_await client_.conversations(*id, arena);
  if (!said.ok()) co_return said.error();
  co_return Form(stored_form(record, *ticket, find_marked(*said, record.key), arena));
}

Task<Result<Form>> Target::read_note(const Record& record, Conversations& known, model::Arena& arena) {
  const auto ticket_id = co_await ticket_below(record);
  if (!ticket_id.ok()) co_return ticket_id.error();
  const auto [said, is_new] = known.try_emplace(*ticket_id, std::vector<Value>());
  if (is_new) said->second = co_await conversations_of(*ticket_id, arena);
  if (!said->second.ok()) co_return said->second.error();
  const Value* note = find_marked(*said->second, record.key);
  co_return note ? Form(stored_form(record, *note, nullptr, arena)) : Form();
}

// Empty when the target does not show the record.
Task<Result<std::string>> Target::id_of(const ReadRequest& request) {
  if (!request.id.empty()) co_return request.id;
  const auto found = co_await look_up(std::span(request.record, 1));
  if (!found.front().ok()) co_return found.front().error();
  co_return found.front()->has_value() ? (*found.front())->id : std::string();
}

}  // namespace hub::connectors::freshdesk
