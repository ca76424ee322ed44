// Engine: the way out. Open, map, mark as sent, deliver and confirm, then decide for each case.
#include <algorithm>

#include "core/delivery/engine_batch.hpp"

namespace hub::delivery {

using store::DeliveryState;

namespace {
constexpr std::size_t kLoadedAtOnce = 50;  // rows read before the byte limit is looked at again
constexpr milliseconds kStoreRetryWait{1'000};

}  // namespace

Task<BatchReport> Engine::run_batch(LaneParts& lane, std::vector<store::CaseRow> rows) {
  BatchReport report;
  Batch batch(*lane.claims);
  const auto loaded = co_await load(lane, batch, std::move(rows));
  if (!loaded.ok()) {
    report.trouble = loaded.error().message;
    co_return report;
  }
  claim(lane, batch);
  co_await resolve_existing(lane, batch);
  const auto marked = co_await mark_sent(lane, batch);
  if (!marked.ok()) {
    for (const store::CaseRow row : batch.rows) lane.lane->push_after(kStoreRetryWait, row);
    batch.rows.clear();
    batch.cases.clear();
    report.trouble = marked.error().message;
  }
  ConfirmSettings confirm = settings_.confirm;
  confirm.level = lane.confirmation;
  BatchDelivery delivery(*lane.connector, parts_.clock, batch.arena, confirm);
  const std::vector<CaseOutcome> outcomes = co_await delivery.run(std::move(batch.cases));
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].error) {
      apply_failure(lane, batch.rows[i], *outcomes[i].error, batch, report);
    } else {
      apply_confirmation(lane, batch.rows[i], batch, report);
    }
  }
  for (const auto& [row, error] : batch.failed_early) apply_failure(lane, row, error, batch, report);
  co_await store_outcome(lane, batch);
  co_return report;
}

// Fills the batch up to its byte limit; what does not fit waits for the next one.
Task<Result<void>> Engine::load(LaneParts& lane, Batch& batch, std::vector<store::CaseRow> rows) {
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
  if (content.slot != entry->slot) return lane.lane->push(content.row);  // replaced since it was read
  auto records = map_case(lane, *entry, *delivery, content, batch.arena);
  batch.content_bytes += content.bytes.size();
  if (!records.ok()) {
    batch.failed_early.emplace_back(content.row, std::move(records).error());
    return;
  }
  const bool resend_is_free = std::holds_alternative<UniqueKey>(lane.connector->traits().key_guarantee);
  CaseRecords prepared = std::move(*records);
  prepared.attempts = delivery->attempts;
  // Anything but a first attempt may have left records behind, also one that ended in a pause: a target that
  // takes the same record twice is asked first.
  const bool is_first = delivery->state == DeliveryState::pending && delivery->attempts == 0;
  prepared.look_up_first = delivery->state == DeliveryState::unknown || (!is_first && !resend_is_free);
  batch.rows.push_back(content.row);
  batch.slots.push_back(content.slot);
  batch.cases.push_back(std::move(prepared));
}

Result<CaseRecords> Engine::map_case(LaneParts& lane, const store::LiveCase& entry,
                                     const store::LiveDelivery& delivery, const store::SealedContent& content,
                                     model::Arena& arena) {
  const Tenant& tenant = *lane.tenant;
  const std::string_view sealed(content.bytes.data(), content.bytes.size());
  const auto plain =
      parts_.vault.open_sealed(entry.slot, sealed, bound_to(tenant.name, entry.case_ref), arena);
  if (!plain.ok()) return plain.error();
  const auto document = parser_.parse(*plain, arena);
  if (!document.ok()) return document.error();
  const auto mapping = mapping_of(lane, delivery.mapping);
  if (!mapping.ok()) return mapping.error();
  const model::Value* event = document->find("event");
  const model::Value* happened = event ? event->find("at_ms") : nullptr;
  const WallTime event_time =
      happened && happened->is_integer() ? WallTime(milliseconds(happened->as_integer())) : entry.received_at;
  const mapping::MapContext context{tenant.id_key,
                                    event_time,
                                    "UTC",
                                    event ? event->text_at("id") : "",
                                    event ? event->text_at("source") : "",
                                    tenant.name,
                                    {},
                                    lane.max_class,
                                    nullptr,
                                    entry.kind == store::CaseKind::update};
  const model::Value* data = document->find("data");
  if (!data) return invalid_error("malformed_case", "the sealed document has no data");
  auto records = (*mapping)->map(*data, context, arena);
  if (!records.ok()) return std::move(records).error();
  CaseRecords mapped;
  mapped.records = std::move(*records);
  // A first attempt has nothing behind it.
  if (!delivery.footprint.empty()) {
    mapped.footprint = Footprint::parse(delivery.footprint);
    find_leftovers(tenant, data->find("case")->text_at("id"), **mapping, mapped, arena);
  }
  return mapped;
}

void Engine::apply_failure(LaneParts& lane, store::CaseRow row, const Error& error, Batch& batch,
                           BatchReport& report) {
  store::LiveDelivery* delivery = book_.find(store::DeliveryKey{row, lane.id});
  if (!delivery) return;
  ++report.failed;
  report.trouble = error.message;
  const Decision decision = decide(error, delivery->attempts + 1, settings_.retry, parts_.random);
  milliseconds wait = decision.wait;
  if (const auto* look_up = std::get_if<LookUpOnly>(&lane.connector->traits().key_guarantee);
      look_up && decision.state == DeliveryState::unknown) {
    // The first request may still commit, unseen: the second look-up counts only after that.
    wait = std::max<milliseconds>(wait, look_up->late_commit_window + look_up->visibility_lag);
  }
  // Being told to wait is no failed attempt of this case.
  if (error.kind != ErrorKind::rate_limited && error.kind != ErrorKind::auth) ++delivery->attempts;
  delivery->state = decision.state;
  store::DeliveryChange change;
  change.delivery = {row, lane.id};
  change.state = decision.state;
  change.attempts = delivery->attempts;
  change.at = parts_.clock.wall_now();
  change.next_attempt = change.at + wait;
  change.error = error;
  if (decision.state == DeliveryState::dead_letter && parts_.source &&
      parts_.source->tells(lane.tenant->id)) {
    change.tells_source = true;
    batch.told.push_back(row);
  }
  batch.changes.push_back(std::move(change));
  report.pause = std::max(report.pause, decision.lane_pause);
  if (decision.state == DeliveryState::dead_letter) return;
  ++report.target_trouble;
  lane.lane->push_after(wait, row);
}

void Engine::apply_confirmation(LaneParts& lane, store::CaseRow row, Batch& batch, BatchReport& report) {
  store::LiveCase* entry = book_.find(row);
  store::LiveDelivery* delivery = book_.find(store::DeliveryKey{row, lane.id});
  if (!entry || !delivery) return;
  ++report.confirmed;
  delivery->state = DeliveryState::confirmed;
  delivery->confirmed_at = parts_.clock.wall_now();
  if (const auto outcome = outcome_of(*entry); outcome && !settings_.keeps_confirmed_cases) {
    batch.settlements.push_back(begin_settlement(*entry, *outcome));
    return;
  }
  store::DeliveryChange change;
  change.delivery = {row, lane.id};
  change.state = DeliveryState::confirmed;
  change.attempts = delivery->attempts;
  change.at = delivery->confirmed_at;
  batch.changes.push_back(std::move(change));
}

Task<void> Engine::store_outcome(LaneParts& lane, Batch& batch) {
  if (!batch.changes.empty()) {
    // A state that could not be stored is only late: `sent` is in the store, and means a look-up after a
    // restart.
    const auto recorded = co_await parts_.outbox.record(std::move(batch.changes));
    for (const store::CaseRow row : batch.told)
      if (recorded.ok()) parts_.source->on_dead_letter(row);
  }
  if (batch.settlements.empty()) co_return;
  std::vector<store::CaseRow> rows;
  for (const store::Settlement& settlement : batch.settlements) rows.push_back(settlement.row);
  const bool settled = co_await settle(std::move(batch.settlements));
  if (settled) co_return;
  for (const store::CaseRow row : rows) {
    if (store::LiveDelivery* delivery = book_.find(store::DeliveryKey{row, lane.id})) {
      delivery->state = DeliveryState::unknown;
      lane.lane->push_after(kStoreRetryWait, row);
    }
  }
}

}  // namespace hub::delivery
