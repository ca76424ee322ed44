// Engine: the way out. Open, map, mark as sent, deliver and confirm, then decide for each case.
#include <algorithm>

#include "core/async/task_trace.hpp"
#include "core/base/crash_point.hpp"
#include "core/delivery/engine_batch.hpp"
#include "core/delivery/policy_refusal.hpp"

namespace hub::delivery {

using store::DeliveryState;

namespace {
constexpr std::size_t kLoadedAtOnce = 50;  // rows read before the byte limit is looked at again
constexpr milliseconds kStoreRetryWait{1'000};

}  // namespace

Task<BatchReport> Engine::run_batch(LaneParts& lane, std::vector<store::CaseRow> rows) {
  BatchReport report;
  Batch batch(*lane.claims, parts_.on_delivery);
  rows = without_blocked(lane, std::move(rows), report);
  if (rows.empty()) co_return report;
  std::vector<store::CaseRow> passing;
  std::ranges::copy_if(rows, std::back_inserter(passing), passes);
  const auto loaded = co_await load(lane, batch, std::move(rows));
  if (!loaded.ok()) {
    report.trouble = loaded.error().message;
    report.trouble_kind = loaded.error().kind;
    co_return report;
  }
  claim(lane, batch);
  batch.calls_trace = trace_of_batch(batch.traces, batch.rows, parts_.random);
  auto resolving = resolve_existing(lane, batch);
  co_await in_trace(batch.calls_trace, std::move(resolving));
  const auto marked = co_await mark_sent(lane, batch);
  if (!marked.ok()) {
    for (const store::CaseRow row : batch.rows) lane.lane->push_after(kStoreRetryWait, row);
    batch.rows.clear();
    batch.cases.clear();
    report.trouble = marked.error().message;
    report.trouble_kind = marked.error().kind;
  }
  ConfirmSettings confirm = settings_.confirm;
  confirm.level = lane.confirmation;
  BatchDelivery delivery(*lane.connector, parts_.clock, batch.arena, confirm);
  auto delivering = delivery.run(std::move(batch.cases));
  const std::vector<CaseOutcome> outcomes = co_await in_trace(batch.calls_trace, std::move(delivering));
  if (!outcomes.empty()) crash_point("deliver.answered");
  const bool looks_like_drift = std::ranges::any_of(outcomes, [&lane](const CaseOutcome& outcome) {
    return outcome.error && lane.connector->suggests_drift(*outcome.error);
  });
  if (looks_like_drift) {
    co_await check_drift(lane);
    // The next look comes sooner while something is missing; otherwise this one was as good as its own.
    if (!lane.blocked.empty()) lane.look_again->set();
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    apply_outcome(lane, batch.rows[i], outcomes[i], batch, report);
  }
  for (const auto& [row, error] : batch.failed_early) apply_failure(lane, row, error, batch, report);
  tell_passing(passing);
  co_await store_outcome(batch);
  co_return report;
}

// Fills the batch up to its byte limit; what does not fit waits for the next one, and what a look-up would
// still prove nothing about waits until it does.
Task<Result<void>> Engine::load(LaneParts& lane, Batch& batch, std::vector<store::CaseRow> rows) {
  std::erase_if(rows, [&](store::CaseRow row) {
    const milliseconds wait = lane.doubts->wait(row, parts_.clock.now());
    if (wait.count() > 0) lane.lane->push_after(wait, row);
    return wait.count() > 0;
  });
  std::erase_if(rows, [&](store::CaseRow row) {
    if (passes(row)) prepare_passing(lane, batch, row);
    return passes(row);
  });
  for (std::size_t start = 0; start < rows.size(); start += kLoadedAtOnce) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(start);
    const auto last =
        rows.begin() + static_cast<std::ptrdiff_t>(std::min(start + kLoadedAtOnce, rows.size()));
    if (batch.content_bytes > settings_.batch_content_bytes_max) {
      for (auto row = first; row != rows.end(); ++row) lane.lane->push(*row);
      break;
    }
    std::vector<store::CaseRow> slice(first, last);
    const auto contents = co_await parts_.outbox.load(std::move(slice));
    if (!contents.ok()) {
      for (auto row = first; row != rows.end(); ++row) lane.lane->push_after(kStoreRetryWait, *row);
      for (const store::CaseRow row : batch.rows) lane.lane->push_after(kStoreRetryWait, row);
      co_return contents.error();
    }
    for (const store::SealedContent& content : *contents) prepare(lane, batch, content);
  }
  co_return Result<void>();
}

void Engine::prepare(LaneParts& lane, Batch& batch, const store::SealedContent& content) {
  const store::LiveCase* entry = book_.find(content.row);
  const store::LiveDelivery* delivery = book_.find(store::DeliveryKey{content.row, lane.id});
  if (!entry || !delivery || entry->state == store::CaseState::deleting) return;
  if (delivery->state == DeliveryState::confirmed || delivery->state == DeliveryState::sent) return;
  if (const auto merging = merging_.find(content.row); merging != merging_.end()) {
    merging->second.push_back(lane.id);
    return;
  }
  if (content.key.slot != entry->slot) return lane.lane->push(content.row);  // replaced since it was read
  batch.content_bytes += content.bytes.size();
  const std::string_view sealed(content.bytes.data(), content.bytes.size());
  const auto plain =
      parts_.vault.open_sealed(content.key, sealed, bound_to(lane.tenant->name, entry->case_ref), opened_);
  auto records =
      plain.ok() ? map_case(lane, *entry, *delivery, *plain, batch) : Result<CaseRecords>(plain.error());
  opened_.reset();
  if (!records.ok()) {
    batch.failed_early.emplace_back(content.row, std::move(records).error());
    return;
  }
  add_to(batch, lane, *entry, *delivery, std::move(*records));
}

void Engine::add_to(Batch& batch, LaneParts& lane, const store::LiveCase& entry,
                    const store::LiveDelivery& delivery, CaseRecords records) {
  // Also an attempt that ended in a pause may have left records behind: a target that takes the same record
  // twice is asked first.
  records.look_up_first = delivery.state == DeliveryState::unknown || lane.doubts->is_open(entry.row);
  records.needs_second_look_up = lane.doubts->needs_second_look_up(entry.row);
  batch.rows.push_back(entry.row);
  batch.slots.push_back(entry.slot);
  batch.cases.push_back(std::move(records));
}

// The caller wipes the document in `opened_` as soon as its records are made: two hundred of them at once
// would be most of a batch.
Result<CaseRecords> Engine::map_case(LaneParts& lane, const store::LiveCase& entry,
                                     const store::LiveDelivery& delivery, std::string_view text,
                                     Batch& batch) {
  const Tenant& tenant = *lane.tenant;
  model::Arena& arena = batch.arena;
  const auto document = parser_.parse(text, arena);
  if (!document.ok()) return document.error();
  const model::Value* event = document->find("event");
  if (const std::string_view trace = event ? event->text_at("traceparent") : ""; !trace.empty())
    batch.traces.emplace(entry.row, trace);
  const policy::Limit limit = limit_of(lane, entry.received_at);
  if (!limit) return policy_refused();
  const auto mapping = mapping_of(lane, delivery.mapping);
  if (!mapping.ok()) return mapping.error();
  CaseRecords mapped;
  redaction::Counts redacted;
  const auto records = map_document(lane, **mapping, *document, entry.received_at,
                                    entry.kind == store::CaseKind::update, *limit, opened_, &redacted);
  if (!records.ok()) return records.error();
  if (redacted.total() > 0) mapped.redactions = redacted.json();
  for (const model::Record& record : *records) mapped.records.push_back(copy(record, arena));
  // A first attempt has nothing behind it.
  if (!delivery.notes->footprint.empty()) {
    mapped.footprint = Footprint::parse(delivery.notes->footprint);
    find_leftovers(tenant, document->find("data")->find("case")->text_at("id"), **mapping, mapped, arena);
  }
  return mapped;
}

Result<std::vector<model::Record>> Engine::map_document(const LaneParts& lane,
                                                        const mapping::Mapping& mapping,
                                                        const model::Value& document, WallTime fallback_time,
                                                        bool is_update, model::DataClass up_to,
                                                        model::Arena& arena, redaction::Counts* redacted) {
  const model::Value* event = document.find("event");
  const model::Value* happened = event ? event->find("at_ms") : nullptr;
  const WallTime event_time =
      happened && happened->is_integer() ? WallTime(milliseconds(happened->as_integer())) : fallback_time;
  const mapping::MapContext context{lane.tenant->id_key(),
                                    event_time,
                                    "UTC",
                                    event ? event->text_at("id") : "",
                                    event ? event->text_at("source") : "",
                                    lane.tenant->name,
                                    {},
                                    up_to,
                                    lane.redaction.get(),
                                    is_update,
                                    redacted,
                                    lane.classes.get(),
                                    lane.refusal.action == policy::RefusalAction::redact};
  const model::Value* data = document.find("data");
  if (!data) return invalid_error("malformed_case", "the sealed document has no data");
  return mapping.map(*data, context, arena);
}

void Engine::apply_outcome(LaneParts& lane, store::CaseRow row, const CaseOutcome& outcome, Batch& batch,
                           BatchReport& report) {
  if (!outcome.error) return apply_confirmation(lane, row, batch, report);
  if (outcome.was_sent) lane.doubts->open(row, parts_.clock.now());
  if (auto* delivery = book_.find(store::DeliveryKey{row, lane.id})) {
    delivery->notes.own().footprint = outcome.footprint.text();
  }
  const bool only_absent = outcome.was_absent && !outcome.was_sent;
  if (only_absent) return ask_once_more(lane, row, *outcome.error, batch);
  apply_failure(lane, row, *outcome.error, batch, report);
}

// Neither the target nor the case did anything wrong: no attempt is counted.
void Engine::ask_once_more(LaneParts& lane, store::CaseRow row, const Error& error, Batch& batch) {
  store::LiveDelivery* delivery = book_.find(store::DeliveryKey{row, lane.id});
  if (!delivery) return;
  lane.doubts->note_absent(row);
  delivery->state = DeliveryState::unknown;
  const milliseconds wait = lane.doubts->pause_between();
  note_failure({row, lane.id}, *delivery, wait, error, batch);
  lane.lane->push_after(wait, row);
}

void Engine::apply_failure(LaneParts& lane, store::CaseRow row, const Error& error, Batch& batch,
                           BatchReport& report) {
  store::LiveCase* entry = book_.find(row);
  store::LiveDelivery* delivery = book_.find(store::DeliveryKey{row, lane.id});
  if (!entry || !delivery) return;
  ++report.failed;
  report.trouble = error.message;
  report.trouble_kind = error.kind;
  Decision decision = decide(error, delivery->attempts + 1, settings_.retry, parts_.random);
  const bool is_refused = !lane.terms.empty() && is_policy_refusal(error);
  if (is_refused) decision = decide_refusal(lane.refusal, parts_.clock.wall_now() - entry->received_at);
  const bool is_parked = is_refused && decision.state == DeliveryState::retrying;
  const bool waits_for_target = decision.state == DeliveryState::dead_letter && is_blocked(lane, *delivery);
  if (waits_for_target) decision = {DeliveryState::retrying, settings_.drift.blocked};
  const milliseconds wait = std::max(decision.wait, lane.doubts->wait(row, parts_.clock.now()));
  // Being told to wait is no failed attempt of this case.
  const bool was_told_to_wait =
      waits_for_target || is_parked || error.kind == ErrorKind::rate_limited || error.kind == ErrorKind::auth;
  if (!was_told_to_wait) ++delivery->attempts;
  delivery->state = decision.state;
  batch.tell(lane, *entry, *delivery, &error);
  note_failure({row, lane.id}, *delivery, wait, error, batch);
  report.pause = std::max(report.pause, decision.lane_pause);
  if (decision.state == DeliveryState::dead_letter || decision.state == DeliveryState::refused) {
    if (const auto passing = passing_.find(row); passing != passing_.end() && delivery->required)
      passing->second->refusal = error;
    if (decision.state == DeliveryState::refused) finish_refused(*entry, batch);
    return;
  }
  if (!is_parked) ++report.target_trouble;
  lane.lane->push_after(wait, row);
}

// The last one of its case may be one that will never go.
void Engine::finish_refused(store::LiveCase& entry, Batch& batch) {
  if (passes(entry.row) || settings_.keeps_confirmed_cases) return;
  if (const auto outcome = outcome_of(entry)) finish(entry, *outcome, batch.endings);
}

void Engine::note_failure(store::DeliveryKey key, const store::LiveDelivery& delivery, milliseconds wait,
                          const Error& error, Batch& batch) {
  if (passes(key.row)) return;
  store::DeliveryChange change;
  change.delivery = key;
  change.state = delivery.state;
  change.attempts = delivery.attempts;
  change.at = parts_.clock.wall_now();
  change.next_attempt = change.at + wait;
  change.error = error;
  change.tells_source = change.state == DeliveryState::dead_letter && parts_.source &&
                        parts_.source->tells(lanes_.at(change.delivery.lane)->tenant->id);
  batch.changes.push_back(std::move(change));
}

void Engine::apply_confirmation(LaneParts& lane, store::CaseRow row, Batch& batch, BatchReport& report) {
  store::LiveCase* entry = book_.find(row);
  store::LiveDelivery* delivery = book_.find(store::DeliveryKey{row, lane.id});
  if (!entry || !delivery) return;
  ++report.confirmed;
  lane.doubts->close(row);
  delivery->state = DeliveryState::confirmed;
  delivery->notes.own().footprint = {};
  delivery->at = parts_.clock.wall_now();
  batch.tell(lane, *entry, *delivery);
  if (passes(row)) return;
  if (const auto outcome = outcome_of(*entry); outcome && !settings_.keeps_confirmed_cases)
    finish(*entry, *outcome, batch.endings);
  if (entry->state == store::CaseState::deleting) return;  // the delivery goes with its case
  store::DeliveryChange change;
  change.delivery = {row, lane.id};
  change.state = DeliveryState::confirmed;
  change.attempts = delivery->attempts;
  change.at = delivery->at;
  batch.changes.push_back(std::move(change));
}

Task<void> Engine::store_outcome(Batch& batch) {
  if (!batch.changes.empty()) {
    // A state that could not be stored is only late: `sent` is in the store, and means a look-up after a
    // restart.
    std::vector<store::DeliveryChange> changes = batch.changes;
    const auto recorded = co_await parts_.outbox.record(std::move(changes));
    if (!recorded.ok()) keep_unstored(std::move(batch.changes));
    if (recorded.ok()) tell_dead_letters(batch.changes);
  }
  co_await end(std::move(batch.endings));
}

void Engine::keep_unstored(std::vector<store::DeliveryChange> changes) {
  for (store::DeliveryChange& change : changes) {
    const std::pair key(change.delivery.row, change.delivery.lane);
    if (still_is_so(change)) unstored_.insert_or_assign(key, std::move(change));
  }
}

bool Engine::still_is_so(const store::DeliveryChange& change) {
  const store::LiveDelivery* delivery = book_.find(change.delivery);
  return delivery && delivery->state == change.state && delivery->attempts == change.attempts;
}

Task<void> Engine::store_late_changes() {
  std::vector<store::DeliveryChange> changes;
  for (auto& [key, change] : std::exchange(unstored_, {})) {
    if (still_is_so(change)) changes.push_back(std::move(change));
  }
  if (changes.empty()) co_return;
  std::vector<store::DeliveryChange> copy = changes;
  const auto recorded = co_await parts_.outbox.record(std::move(copy));
  if (recorded.ok()) tell_dead_letters(changes);
  if (!recorded.ok()) keep_unstored(std::move(changes));
}

void Engine::tell_dead_letters(const std::vector<store::DeliveryChange>& stored) {
  for (const store::DeliveryChange& change : stored)
    if (change.tells_source) parts_.source->on_dead_letter(change.delivery.row);
}

}  // namespace hub::delivery
