#include "core/delivery/batch_delivery.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/async/event.hpp"
#include "core/delivery/compare.hpp"
#include "core/delivery/result_count.hpp"

namespace hub::delivery {

namespace {

int last_stage(const std::vector<CaseRecords>& cases) {
  int last = 0;
  for (const CaseRecords& one : cases) {
    for (const model::Record& record : one.records) last = std::max(last, record.shape->stage);
  }
  return last;
}

bool is_unique_key(const Connector& connector) {
  return std::holds_alternative<UniqueKey>(connector.traits().key_guarantee);
}

template <class Result>
bool all_refused_as_one(const std::vector<Result>& results) {
  return results.size() > 1 && std::ranges::all_of(results, [](const Result& result) {
           return !result.ok() && result.error().whole_request && result.error().kind == ErrorKind::invalid;
         });
}

}  // namespace

void BatchDelivery::gather(std::vector<CaseRecords>& cases) {
  outcomes_.assign(cases.size(), {});
  items_.clear();
  linked_.clear();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    outcomes_[i].footprint = std::move(cases[i].footprint);
    for (const model::Record& record : cases[i].records) items_.push_back({&record, i, {}});
  }
  mark_superseded();
}

void BatchDelivery::mark_superseded() {
  std::unordered_map<std::string_view, Item*> last;
  for (Item& item : items_) {
    Item*& previous = last[identity_of(item.record)];
    if (previous) previous->is_superseded = true;
    previous = &item;
  }
}

void BatchDelivery::fail(const Item& item, Error error) {
  auto& outcome = outcomes_[item.case_index];
  // What can never pass is told before what only waits for it.
  const bool is_worse =
      outcome.error && outcome.error->kind == ErrorKind::transient && error.kind == ErrorKind::invalid;
  if (outcome.error && !is_worse) return;
  // Whoever has to repair the mapping needs to know which of its records is meant.
  if (error.kind == ErrorKind::invalid) {
    error.message += " (record '" + item.record->shape->name + '\'';
    if (item.record->part > 0) error.message += ", part " + std::to_string(item.record->part);
    error.message += ')';
  }
  outcome.error = std::move(error);
}

Task<std::vector<CaseOutcome>> BatchDelivery::run(std::vector<CaseRecords> cases) {
  gather(cases);
  co_await settle_doubts(cases);
  const int last = takes_whole_cases() ? 0 : last_stage(cases);
  for (int stage = 0; stage <= last; ++stage) co_await write_stage(stage);
  co_await erase_leftovers(cases);
  if (settings_.level == model::Confirmation::stored) expect_ids();
  if (settings_.level == model::Confirmation::read_back) co_await confirm();
  for (const Item& item : items_) {
    if (item.is_stored) outcomes_[item.case_index].ids.push_back(item.id);
  }
  co_return std::move(outcomes_);
}

// Before anything is written, and for all stages, so that one look-up speaks for the whole case.
Task<void> BatchDelivery::settle_doubts(const std::vector<CaseRecords>& cases) {
  Items in_doubt;
  for (Item& item : items_) {
    // Writing to a record by its id can be repeated; only one of our own could come into being twice.
    if (cases[item.case_index].look_up_first && item.record->target_id.empty()) in_doubt.push_back(&item);
  }
  co_await look_up(in_doubt, std::nullopt);
  for (const Item* item : in_doubt) {
    const bool is_proven = item->is_stored || !cases[item->case_index].needs_second_look_up;
    if (!is_proven && is_open(*item)) want_second_look_up(*item);
  }
}

void BatchDelivery::want_second_look_up(const Item& item) {
  outcomes_[item.case_index].was_absent = true;
  fail(item, unknown_outcome("absent_once",
                             "the target does not show the record: it is asked once more"
                             " before the record is sent again"));
}

// A target that takes whole cases has all stages in one.
Task<void> BatchDelivery::write_stage(int stage) {
  Items to_write;
  for (Item& item : items_) {
    const bool is_due = takes_whole_cases() || item.record->shape->stage == stage;
    if (is_due && is_open(item) && !item.is_stored) to_write.push_back(&item);
  }
  link_to_parents(to_write);
  std::vector<Items> chunks =
      takes_whole_cases() ? chunks_of_cases(std::move(to_write)) : chunks_of(to_write);
  for (Items& chunk : chunks) {
    std::erase_if(chunk, [this](const Item* item) { return !is_open(*item); });  // failed in an earlier call
    if (!chunk.empty()) co_await write_chunk(std::move(chunk));
  }
}

Task<void> BatchDelivery::write_chunk(Items chunk) {
  std::vector<model::Record> batch;
  for (const Item* item : chunk) batch.push_back(*item->record);
  auto results = co_await connector_.write(batch);
  expect_one_result_each(results, chunk.size(), ErrorKind::unknown);
  if (all_refused_as_one(results)) {
    Error refusal = results.front().error();
    co_await split_refused(std::move(chunk), std::move(refusal));
    co_return;
  }
  Items ambiguous;
  std::optional<Error> doubt;
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    const bool may_be_there = results[i].ok() || results[i].error().kind == ErrorKind::unknown;
    if (may_be_there && chunk[i]->record->target_id.empty()) outcomes_[chunk[i]->case_index].was_sent = true;
    if (results[i].ok()) {
      chunk[i]->id = std::move(results[i]->id);
      chunk[i]->is_stored = true;
    } else if (results[i].error().kind == ErrorKind::unknown) {
      doubt = results[i].error();
      ambiguous.push_back(chunk[i]);
    } else {
      fail(*chunk[i], std::move(results[i]).error());
    }
  }
  if (!ambiguous.empty()) co_await look_up(std::move(ambiguous), std::move(doubt));
}

// The request was refused as a whole and nothing was written: halves find the culprit, neighbours carry on.
Task<void> BatchDelivery::split_refused(Items chunk, Error refusal) {
  const auto middle = chunk.begin() + static_cast<std::ptrdiff_t>(half_of(chunk));
  Items first(chunk.begin(), middle);
  Items second(middle, chunk.end());
  if (first.empty() || second.empty()) {
    for (const Item* item : chunk) fail(*item, refusal);
    co_return;
  }
  co_await write_chunk(std::move(first));
  co_await write_chunk(std::move(second));
}

// Marks as stored what the target has. What it has not fails with `when_absent`, or is left to be written.
Task<void> BatchDelivery::look_up(Items items, std::optional<Error> when_absent) {
  std::vector<Items> chunks = chunks_of(items);
  for (const Items& chunk : chunks) {
    if (!chunk.front()->record->target_id.empty()) {
      // It was there before; whether it holds what was sent is for the read-back to say.
      for (Item* item : chunk) {
        item->id = item->record->target_id;
        item->is_stored = item->was_found = true;
      }
      continue;
    }
    link_to_parents(chunk);
    std::vector<model::Record> batch;
    for (const Item* item : chunk) batch.push_back(*item->record);
    auto results = co_await connector_.look_up(batch);
    expect_one_result_each(results, chunk.size(), ErrorKind::unknown);
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      if (!results[i].ok()) {
        // Still in doubt, whatever the look-up died of: a pause or a refusal keeps its kind, the rest is
        // unknown.
        Error error = std::move(results[i]).error();
        if (error.kind == ErrorKind::transient) error.kind = ErrorKind::unknown;
        fail(*chunk[i], std::move(error));
      } else if (results[i]->has_value()) {
        chunk[i]->id = (*results[i])->id;
        chunk[i]->is_stored = true;
        chunk[i]->was_found = true;
      } else if (when_absent) {
        fail(*chunk[i], *when_absent);
      }
    }
  }
}

void BatchDelivery::expect_ids() {
  for (const Item& item : items_) {
    if (item.is_stored && item.id.empty())
      fail(item, unknown_outcome("no_id", "the target did not name the record it accepted"));
  }
}

Task<void> BatchDelivery::confirm() {
  milliseconds pause = settings_.first_pause;
  for (std::uint32_t read = 1; read <= settings_.reads_max; ++read, pause *= 4) {
    Items open;
    for (Item& item : items_) {
      if (item.is_stored && !item.is_confirmed && is_open(item)) open.push_back(&item);
    }
    if (open.empty()) co_return;
    if (read > 1) co_await sleep_for(clock_, pause);
    std::vector<Items> chunks = chunks_of(open);
    for (Items& chunk : chunks) co_await read_chunk(std::move(chunk), read == settings_.reads_max);
  }
}

Task<void> BatchDelivery::read_chunk(Items chunk, bool is_last_read) {
  std::vector<ReadRequest> requests;
  for (const Item* item : chunk) requests.push_back({item->record, item->id});
  auto results = co_await connector_.read_back(requests, arena_);
  expect_one_result_each(results, chunk.size(), ErrorKind::unknown);
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    Item& item = *chunk[i];
    if (!results[i].ok()) {
      Error error = std::move(results[i]).error();
      // The write happened; only its proof is missing: the next attempt begins with a look-up.
      if (error.kind == ErrorKind::transient) error.kind = ErrorKind::unknown;
      fail(item, std::move(error));
      continue;
    }
    if (!results[i]->has_value()) {
      if (is_last_read)
        fail(item, unknown_outcome("not_visible", "the target does not show the record it accepted"));
      continue;
    }
    judge(item, **results[i], is_last_read);
  }
}

// Whether what the target shows may be what it held before this write. Of a record that existed nobody can
// tell a write that was lost from one that was changed on its way: a few times it is written again.
bool BatchDelivery::is_worth_another_write(const Item& item) {
  constexpr std::uint32_t kRewritesMax = 3;
  if (!item.record->target_id.empty())
    return outcomes_[item.case_index].footprint.add_rewrite(*item.record) <= kRewritesMax;
  return item.was_found && is_unique_key(connector_);
}

void BatchDelivery::judge(Item& item, const model::Value& stored, bool is_last_read) {
  const model::Value expected = connector_.expected(*item.record, arena_);
  auto fields = differing_fields(*item.record->shape, expected, stored);
  // Of a record that several cases write to, the last word counts.
  if (fields.empty() || item.is_superseded) {
    item.is_confirmed = true;
  } else if (!is_last_read) {
    return;
  } else if (is_worth_another_write(item)) {
    // What was found is an older version of ours: writing it again makes it right.
    fail(item, transient_error("older_version", "the target holds an older version of the record"));
  } else {
    Error error = invalid_error("mismatch", "the target stored other values than were sent");
    error.fields = std::move(fields);
    fail(item, std::move(error));
  }
}

}  // namespace hub::delivery
