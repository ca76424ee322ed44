// Target: what Freshdesk really stored, and whether it has what may have been written (freshdesk.md 4).
#include <algorithm>

#include "connectors/freshdesk/target.hpp"
#include "core/base/timestamp.hpp"

namespace hub::connectors::freshdesk {

using delivery::ReadRequest;
using delivery::StoredRecord;
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
  const Value* own = record.fields.find("requester_id");
  if (!record.parent_id.empty()) return std::string(record.parent_id);
  return own && own->is_integer() ? std::to_string(own->as_integer()) : options_.requester_id;
}

Task<std::vector<Result<Target::Seen>>> Target::look_up(std::span<const Record> batch) {
  std::vector<Result<Seen>> results;
  model::Arena arena;
  // What the search does not know yet, by requester: of a batch, many share one.
  std::map<std::string, Tickets> recent;
  const Tickets none = std::vector<Value>();
  const std::string since = format_timestamp(clock_.wall_now() - kUnindexed).substr(0, 19) + 'Z';
  for (const Record& record : batch) {
    if (http::has_ended(results)) {
      results.push_back(results.back());
      continue;
    }
    const std::string requester = requester_of(record);
    if (is_object(*record.shape, kTicket) && !recent.contains(requester)) {
      auto listed = co_await client_.tickets_of(requester, since, arena);
      recent.emplace(requester, std::move(listed));
    }
    const auto known = recent.find(requester);
    results.push_back(co_await look_up_one(record, known == recent.end() ? none : known->second));
  }
  co_return results;
}

Task<Result<Target::Seen>> Target::look_up_one(const Record& record, const Tickets& recent) {
  model::Arena arena;
  if (is_object(*record.shape, kTicket)) co_return co_await look_up_ticket(record, recent);
  if (is_object(*record.shape, kContact)) {
    const std::string key(record.key);
    const auto found = co_await client_.find_contacts(record.shape->key_field, key, arena);
    if (!found.ok()) co_return found.error();
    co_return found->empty() ? Seen() : Seen(StoredRecord{id_at(found->front()), false});
  }
  const auto ticket_id = co_await ticket_below(record);
  if (!ticket_id.ok()) co_return ticket_id.error();
  if (ticket_id->empty()) co_return Seen();
  const auto said = co_await client_.conversations(*ticket_id, arena);
  if (!said.ok() && is_missing(said.error())) co_return Seen();
  if (!said.ok()) co_return said.error();
  const Value* note = find_marked(*said, record.key);
  co_return note ? Seen(StoredRecord{id_at(*note), false}) : Seen();
}

Task<Result<Target::Seen>> Target::look_up_ticket(const Record& record, const Tickets& recent) {
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
  co_return found.empty() ? Seen() : Seen(StoredRecord{id_at(found.front()), false});
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

// Pages of the newest tickets until those of the batch are in them: others may have come since.
Task<Target::Tickets> Target::newest_tickets(std::span<const ReadRequest> batch, model::Arena& arena) {
  constexpr int kPagesMax = 3;
  constexpr std::size_t kPageRows = 100;
  std::vector<Value> rows;
  for (int page = 1; page <= kPagesMax; ++page) {
    const auto more = co_await client_.newest_tickets(page, arena);
    if (!more.ok()) co_return more.error();
    rows.insert(rows.end(), more->begin(), more->end());
    const bool has_all = std::ranges::all_of(
        batch, [&rows](const ReadRequest& each) { return find_id(rows, each.id) != nullptr; });
    if (has_all || more->size() < kPageRows) break;
  }
  co_return rows;
}

// Many tickets are read by lists of the newest; what is not in them by itself.
Task<std::vector<Result<Target::Form>>> Target::read_back(std::span<const ReadRequest> batch,
                                                          model::Arena& arena) {
  std::vector<Result<Form>> results;
  Tickets newest = std::vector<Value>();
  Conversations known;
  if (batch.size() > 1 && is_object(*batch.front().record->shape, kTicket))
    newest = co_await newest_tickets(batch, arena);
  for (const ReadRequest& request : batch) {
    if (http::has_ended(results)) {
      results.push_back(results.back());
    } else {
      results.push_back(co_await read_one(request, newest, known, arena));
    }
  }
  co_return results;
}

Task<Result<Target::Form>> Target::read_one(const ReadRequest& request, const Tickets& newest,
                                            Conversations& known, model::Arena& arena) {
  const Record& record = *request.record;
  if (is_object(*record.shape, kTicket)) co_return co_await read_ticket(request, newest, arena);
  if (!is_object(*record.shape, kContact)) co_return co_await read_note(record, known, arena);
  const auto id = co_await id_of(request);
  if (!id.ok()) co_return id.error();
  if (id->empty()) co_return Form();
  const auto contact = co_await client_.contact(*id, arena);
  if (is_gone(contact)) co_return Form();
  if (!contact.ok()) co_return contact.error();
  co_return Form(stored_form(record, *contact, nullptr, arena));
}

Task<Result<Target::Form>> Target::read_ticket(const ReadRequest& request, const Tickets& newest,
                                               model::Arena& arena) {
  if (!newest.ok()) co_return newest.error();
  const Record& record = *request.record;
  const auto id = co_await id_of(request);
  if (!id.ok()) co_return id.error();
  if (id->empty()) co_return Form();
  if (const Value* listed = find_id(*newest, *id); listed && !has_note(record))
    co_return Form(stored_form(record, *listed, nullptr, arena));
  const auto ticket = co_await client_.ticket(*id, arena);
  if (is_gone(ticket)) co_return Form();
  if (!ticket.ok()) co_return ticket.error();
  if (!has_note(record)) co_return Form(stored_form(record, *ticket, nullptr, arena));
  const auto said = co_await client_.conversations(*id, arena);
  if (!said.ok()) co_return said.error();
  co_return Form(stored_form(record, *ticket, find_marked(*said, record.key), arena));
}

Task<Result<Target::Form>> Target::read_note(const Record& record, Conversations& known,
                                             model::Arena& arena) {
  const auto ticket_id = co_await ticket_below(record);
  if (!ticket_id.ok()) co_return ticket_id.error();
  if (ticket_id->empty()) co_return Form();
  if (!known.contains(*ticket_id)) {
    auto listed = co_await client_.conversations(*ticket_id, arena);
    known.emplace(*ticket_id, std::move(listed));
  }
  const Tickets& said = known.at(*ticket_id);
  if (!said.ok() && is_missing(said.error())) co_return Form();
  if (!said.ok()) co_return said.error();
  const Value* note = find_marked(*said, record.key);
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
