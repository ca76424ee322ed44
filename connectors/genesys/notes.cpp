// Target: notes (genesys.md 6.2 to 6.5). Genesys takes the same one twice: each begins with a marker of ours,
// and the contact's notes are listed before one is added.
#include <algorithm>

#include "connectors/genesys/target.hpp"
#include "connectors/shared/comparison.hpp"
#include "connectors/shared/members.hpp"
#include "core/base/timestamp.hpp"
#include "core/model/builder.hpp"

namespace hub::connectors::genesys {

using delivery::ReadRequest;
using delivery::StoredRecord;
using model::Record;
using model::Value;

namespace {

constexpr int kPagesReachable = Client::kNotesReachable / Client::kNotesOfPage;
// An older version of a note is rewritten only when it is this far from the end of the first page, which is
// all that is listed before a note is added.
constexpr std::size_t kRewritableMax = 50;
constexpr WallTime kEver = WallTime::min();

using Groups = std::map<std::string, std::vector<std::size_t>>;  // places by contact

// Those without a contact keep what `results` has for them.
template <class T>
Groups by_contact(const std::vector<Result<std::string>>& contacts, std::vector<Result<T>>& results) {
  Groups groups;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    if (!contacts[i].ok()) results[i] = contacts[i].error();
    if (contacts[i].ok() && !contacts[i]->empty()) groups[*contacts[i]].push_back(i);
  }
  return groups;
}

template <class T>
void fail(const std::vector<std::size_t>& places, const Error& error, std::vector<Result<T>>& results) {
  for (const std::size_t place : places) results[place] = error;
}

template <class KeyAt>
std::vector<std::string_view> keys_of(const std::vector<std::size_t>& places, KeyAt key_at) {
  std::vector<std::string_view> keys;
  for (const std::size_t place : places) keys.push_back(key_at(place));
  return keys;
}

std::vector<const Record*> records_of(std::span<const Record> batch) {
  std::vector<const Record*> records;
  for (const Record& record : batch) records.push_back(&record);
  return records;
}

Error nobodys(const Record& record) {
  if (!record.parent_key.empty()) return parent_missing("contact");
  return invalid_error("no_contact",
                       "the note has no contact: set 'collector_contact', or map a contact for it");
}

Error in_doubt() {
  return invalid_error(
      "in_doubt",
      "nobody knows whether Genesys Cloud has the note: there are more notes than can be listed, and the "
      "oldest of its contact's is younger than 'look_back'; look there, then retry or discard");
}

Error unlisted() {
  return invalid_error("too_many_notes",
                       "there are more notes than Genesys Cloud lists: nobody knows whether it has the note");
}

Error several_notes() {
  return invalid_error("several_notes", "Genesys Cloud holds several notes of one key: delete all but one");
}

std::string_view hash_of(std::string_view marked) {
  return read_marker(marked)->hash;
}

// What a note shows, whoever's it is.
Value form_of(const Record& record, std::string_view text, model::Arena& arena) {
  const model::RecordShape& shape = *record.shape;
  const auto marker = read_marker(text);
  const std::size_t line_end = text.find('\n');
  const std::string_view below = line_end == text.npos ? std::string_view() : text.substr(line_end + 1);
  model::ObjectBuilder form(arena);
  form.add(arena.copy(shape.key_field), marker ? Value::string(marker->key) : Value());
  const std::string_view parent = parent_of(record);
  if (!parent.empty()) form.add(arena.copy(shape.parent_field), Value::string(parent));
  form.add(kNoteText, normalised(Value::string(marker ? below : text), arena));
  return form.finish(model::DataClass::free_text);
}

// One result of a bulk call: the marker of its note, and what became of it.
struct BulkResult {
  std::optional<Marker> marker;
  Written outcome;
};

BulkResult read_bulk_result(const Value& result) {
  const bool is_success = flag_at(result, "success");
  const Value* error = result.find("error");
  const Value* note = is_success || !error ? result.find("entity") : error->find("entity");
  const auto marker = note ? read_marker(note->text_at(kNoteText)) : std::nullopt;
  if (!is_success) return {marker, classify_item(error ? *error : Value())};
  return {marker, written(std::string(note ? note->text_at("id") : result.text_at("id")), true)};
}

}  // namespace

Task<std::vector<Result<std::string>>> Target::contacts_of(std::vector<const Record*> records) {
  std::vector<Result<std::string>> contacts;
  for (const Record* record : records) contacts.push_back(co_await contact_of(*record));
  co_return contacts;
}

void Target::add_to(Listing& listing, const Value& note, std::size_t newer, model::Arena& arena) {
  const std::string_view text = note.text_at(kNoteText), id = note.text_at("id");
  const auto marker = read_marker(text);
  if (!marker) return;
  const auto known = listing.notes.find(marker->key);
  if (known != listing.notes.end()) {
    known->second.is_double = known->second.is_double || known->second.id != id;
    return;
  }
  // Of what was scanned nobody asks more than whether it is there.
  const bool is_listed = newer < Client::kNotesReachable;
  listing.notes.emplace(arena.copy(marker->key),
                        Noted{arena.copy(id), arena.copy(marker->hash),
                              is_listed ? arena.copy(text) : std::string_view(), newer});
}

Task<Result<Target::Listing>> Target::list_notes(const std::string& contact_id,
                                                 std::vector<std::string_view> wanted, int pages_max,
                                                 WallTime since, model::Arena& arena) {
  Listing listing;
  std::size_t seen = 0;
  for (int page = 1; page <= pages_max; ++page) {
    model::Arena page_arena;
    const auto answer = co_await client_.notes(contact_id, page, page_arena);
    listing.is_conclusive = !answer.ok() && is_missing(answer.error());
    if (listing.is_conclusive) co_return listing;
    if (!answer.ok()) co_return answer.error();
    const auto notes = list_at(*answer, "entities");
    for (const Value& note : notes) add_to(listing, note, seen++, arena);
    const Value* total = answer->find("total");
    const bool is_end = notes.empty() || (total && total->is_integer() &&
                                          seen >= static_cast<std::size_t>(total->as_integer()));
    const auto oldest = notes.empty() ? std::nullopt : parse_timestamp(notes.back().text_at("createDate"));
    listing.is_conclusive = is_end || (oldest && *oldest <= since);
    std::erase_if(wanted, [&listing](std::string_view key) { return listing.notes.contains(key); });
    if (listing.is_conclusive || wanted.empty()) break;
  }
  co_return listing;
}

// What the list of a contact does not reach, as far as that can be afforded.
Task<Result<void>> Target::scan_notes(Listing& listing, model::Arena& arena) {
  constexpr int kPagesMax = 100;
  std::string after;
  for (int page = 0; page < kPagesMax && !listing.is_conclusive; ++page) {
    model::Arena page_arena;
    const auto answer = co_await client_.scan_notes(after, page_arena);
    if (!answer.ok()) co_return answer.error();
    for (const Value& note : list_at(*answer, "entities"))
      add_to(listing, note, Client::kNotesReachable, arena);
    const Value* cursors = answer->find("cursors");
    after = cursors ? cursors->text_at("after") : std::string_view();
    listing.is_conclusive = after.empty();
  }
  co_return Result<void>();
}

// All contacts are listed before anything is added, then all new notes go in one call.
Task<std::vector<Written>> Target::write_notes_of(Records batch) {
  std::vector<Written> results;
  for (const Record& record : batch) results.emplace_back(nobodys(record));
  auto records = records_of(batch);
  const auto contacts = co_await contacts_of(std::move(records));
  const Groups groups = by_contact(contacts, results);
  std::vector<Fresh> fresh;
  Result<void> listed;
  for (const auto& [contact_id, places] : groups) {
    if (listed.ok() || !http::ends_a_series(listed.error()))
      listed = co_await rewrite_listed(contact_id, places, batch, results, fresh);
    if (!listed.ok()) fail(places, listed.error(), results);
  }
  co_await add_notes(fresh, batch, results);
  co_return results;
}

Task<Result<void>> Target::rewrite_listed(const std::string& contact_id, const Places& places, Records batch,
                                          std::vector<Written>& results, std::vector<Fresh>& fresh) {
  model::Arena arena;
  auto wanted = keys_of(places, [batch](std::size_t place) { return batch[place].key; });
  const auto listing = co_await list_notes(contact_id, std::move(wanted), 1, recent(), arena);
  if (!listing.ok()) co_return listing.error();
  for (const std::size_t place : places) {
    const auto noted = listing->notes.find(batch[place].key);
    if (noted == listing->notes.end()) {
      fresh.push_back({contact_id, place});
    } else {
      const std::string_view text = marked_text(batch[place], arena);
      results[place] = co_await write_note_of(contact_id, &noted->second, text);
    }
  }
  co_return Result<void>();
}

// `noted`: the one that is there, which is rewritten where it differs; null: a new one is added.
Task<Written> Target::write_note_of(const std::string& contact_id, const Noted* noted,
                                    std::string_view text) {
  if (noted && noted->is_double) co_return several_notes();
  const std::string id(noted ? noted->id : std::string_view());
  if (noted && noted->text == text) co_return StoredRecord{id, false};
  Buffer body;
  write_note(text, options_.user_id, body);
  model::Arena arena;
  auto sending = noted ? client_.change_note(contact_id, id, std::move(body), arena)
                       : client_.add_note(contact_id, std::move(body), arena);
  const auto answer = co_await std::move(sending);
  if (!answer.ok()) co_return answer.error();
  co_return written(std::string(answer->text_at("id")), !noted);
}

// Results come in any order: each is known by the marker of its note.
Task<void> Target::add_notes(const std::vector<Fresh>& fresh, Records batch, std::vector<Written>& results) {
  model::Arena arena;
  std::vector<NoteInput> inputs;
  Places places;
  std::map<std::string_view, std::size_t> open;  // places by key
  for (const auto& [contact_id, place] : fresh) {
    inputs.push_back({contact_id, marked_text(batch[place], arena)});
    places.push_back(place);
    open.emplace(batch[place].key, place);
  }
  if (fresh.empty()) co_return;
  if (fresh.size() == 1) {
    results[places.front()] = co_await write_note_of(fresh.front().contact_id, nullptr, inputs.front().text);
    co_return;
  }
  Buffer body;
  write_notes(inputs, options_.user_id, body);
  const auto answer = co_await client_.add_notes(std::move(body), arena);
  fail(places, answer.ok() ? http::unreadable_answer(http::Effect::writes) : answer.error(), results);
  if (!answer.ok()) co_return;
  std::vector<Error> nameless;
  for (const Value& result : list_at(*answer, "results")) {
    BulkResult read = read_bulk_result(result);
    const auto place = read.marker ? open.find(read.marker->key) : open.end();
    if (place != open.end()) {
      results[place->second] = std::move(read.outcome);
      open.erase(place);
    } else if (!read.outcome.ok()) {
      nameless.push_back(read.outcome.error());
    }
  }
  // As many refusals that name no note as notes that nothing was said of: these were refused.
  if (nameless.size() != open.size()) co_return;
  auto refusal = nameless.begin();
  for (const auto& [key, place] : open) results[place] = *refusal++;
}

Task<Result<Target::Listing>> Target::reach_notes(const std::string& contact_id, Records batch,
                                                  const Places& places, WallTime since, model::Arena& arena) {
  auto wanted = keys_of(places, [batch](std::size_t place) { return batch[place].key; });
  auto listing = co_await list_notes(contact_id, std::move(wanted), kPagesReachable, since, arena);
  if (!listing.ok() || listing->is_conclusive) co_return listing;
  const auto is_listed = [&](std::size_t place) { return listing->notes.contains(batch[place].key); };
  if (std::ranges::all_of(places, is_listed)) co_return listing;
  const auto scanned = co_await scan_notes(*listing, arena);
  if (!scanned.ok()) co_return scanned.error();
  co_return listing;
}

// An older version counts as not there where the next write is sure to find it.
Task<std::vector<Result<Seen>>> Target::look_up_notes(Records batch) {
  std::vector<Result<Seen>> results(batch.size(), Seen());
  auto records = records_of(batch);
  const auto contacts = co_await contacts_of(std::move(records));
  const Groups groups = by_contact(contacts, results);
  for (const auto& [contact_id, places] : groups) {
    model::Arena arena;
    const auto listing = co_await reach_notes(contact_id, batch, places, recent(), arena);
    if (!listing.ok()) fail(places, listing.error(), results);
    if (!listing.ok()) continue;
    for (const std::size_t place : places) {
      const auto noted = listing->notes.find(batch[place].key);
      if (noted == listing->notes.end()) {
        if (!listing->is_conclusive) results[place] = in_doubt();
        continue;
      }
      const bool is_older = noted->second.hash != hash_of(marked_text(batch[place], arena));
      const bool will_be_rewritten = is_older && noted->second.newer < kRewritableMax;
      if (noted->second.is_double) {
        results[place] = several_notes();
      } else if (!will_be_rewritten) {
        results[place] = seen(std::string(noted->second.id));
      }
    }
  }
  co_return results;
}

// One that is there twice counts, and so does one of any age.
Task<std::vector<Result<Seen>>> Target::find_notes(Records batch) {
  std::vector<Result<Seen>> results(batch.size(), Seen());
  auto records = records_of(batch);
  const auto contacts = co_await contacts_of(std::move(records));
  const Groups groups = by_contact(contacts, results);
  for (const auto& [contact_id, places] : groups) {
    model::Arena arena;
    const auto listing = co_await reach_notes(contact_id, batch, places, kEver, arena);
    if (!listing.ok()) fail(places, listing.error(), results);
    if (!listing.ok()) continue;
    for (const std::size_t place : places) {
      const auto noted = listing->notes.find(batch[place].key);
      if (noted != listing->notes.end())
        results[place] = seen(std::string(noted->second.id));
      else if (!listing->is_conclusive)
        results[place] = unlisted();
    }
  }
  co_return results;
}

// Many notes of one contact are read by listing it; whatever is not among them is asked for by its id.
Task<std::vector<Result<Form>>> Target::read_notes(Requests batch, model::Arena& arena) {
  std::vector<Result<Form>> results(batch.size(), Form());
  std::vector<const Record*> records;
  for (const ReadRequest& request : batch) records.push_back(request.record);
  const auto contacts = co_await contacts_of(std::move(records));
  const Groups groups = by_contact(contacts, results);
  const Result<Form>* last = nullptr;  // of the contact before
  for (const auto& [contact_id, places] : groups) {
    if (last && !last->ok() && http::ends_a_series(last->error())) {
      fail(places, last->error(), results);
      continue;
    }
    last = &results[places.back()];
    const bool has_ids =
        std::ranges::none_of(places, [batch](std::size_t place) { return batch[place].id.empty(); });
    Listing listing;
    if (places.size() > 1 || !has_ids) {
      // A page is worth its call while it may show what would cost a call by its id.
      const int pages =
          has_ids ? std::min(static_cast<int>(places.size()) / 2, kPagesReachable) : kPagesReachable;
      auto wanted = keys_of(places, [batch](std::size_t place) { return batch[place].record->key; });
      auto listed = co_await list_notes(contact_id, std::move(wanted), pages, recent(), arena);
      if (!listed.ok()) {
        fail(places, listed.error(), results);
        continue;
      }
      listing = std::move(*listed);
    }
    for (const std::size_t place : places) {
      const ReadRequest& request = batch[place];
      const auto noted = listing.notes.find(request.record->key);
      if (noted != listing.notes.end()) {
        results[place] = Form(form_of(*request.record, noted->second.text, arena));
      } else if (!request.id.empty()) {
        results[place] = co_await read_note(contact_id, request, arena);
      }
    }
  }
  co_return results;
}

Task<Result<Form>> Target::read_note(const std::string& contact_id, const ReadRequest& request,
                                     model::Arena& arena) {
  const auto note = co_await client_.note(contact_id, request.id, arena);
  if (!note.ok() && is_missing(note.error())) co_return Form();
  if (!note.ok()) co_return note.error();
  co_return Form(form_of(*request.record, note->text_at(kNoteText), arena));
}

Task<Result<void>> Target::erase_note(const ReadRequest& request) {
  const auto contact = co_await contact_of(*request.record);
  if (!contact.ok()) co_return contact.error();
  if (contact->empty()) co_return Result<void>();
  const std::string& contact_id = *contact;
  model::Arena arena;
  std::string id = request.id;
  if (id.empty()) {
    std::vector<std::string_view> wanted{request.record->key};
    const auto listing = co_await list_notes(contact_id, std::move(wanted), kPagesReachable, kEver, arena);
    if (!listing.ok()) co_return listing.error();
    const auto noted = listing->notes.find(request.record->key);
    if (noted == listing->notes.end()) co_return Result<void>();
    id = noted->second.id;
  }
  const auto deleted = co_await client_.delete_note(contact_id, id, arena);
  if (!deleted.ok() && !is_missing(deleted.error())) co_return deleted.error();
  const auto left = co_await client_.note(contact_id, id, arena);
  if (left.ok())
    co_return invalid_error("not_deleted", "Genesys Cloud still shows the note that was to be deleted");
  if (!is_missing(left.error())) co_return left.error();
  co_return Result<void>();
}

}  // namespace hub::connectors::genesys
