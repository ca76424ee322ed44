// Engine: what earlier attempts and other people left at the target, settled before a batch leaves.
#include "core/delivery/engine_batch.hpp"
#include "core/model/keyed_hash.hpp"

namespace hub::delivery {

using store::DeliveryState;

namespace {

template <class T>
void keep_only(std::vector<T>& items, const std::vector<bool>& keep) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!keep[i]) continue;
    if (kept != i) items[kept] = std::move(items[i]);
    ++kept;
  }
  items.resize(kept);
}

}  // namespace

// From here on the batch's cases are under way: no second batch takes them, and none expires meanwhile. What
// another batch or the sweep was quicker with leaves this one, and so does what was given other content: it
// comes again.
void Engine::claim(LaneParts& lane, Batch& batch) {
  std::vector<bool> keep;
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    const store::CaseRow row = batch.rows[i];
    const store::LiveCase* entry = book_.find(row);
    store::LiveDelivery* delivery = book_.find(store::DeliveryKey{row, lane.id});
    const bool is_open = entry && delivery && entry->state != store::CaseState::deleting &&
                         delivery->state != DeliveryState::sent &&
                         delivery->state != DeliveryState::confirmed;
    const auto merging = merging_.find(row);
    const bool is_merging = merging != merging_.end();
    const bool is_replaced = is_open && !is_merging && entry->slot != batch.slots[i];
    if (is_open && is_merging) merging->second.push_back(lane.id);
    if (is_replaced) lane.lane->push(row);
    keep.push_back(is_open && !is_merging && !is_replaced);
    if (!keep.back()) continue;
    batch.states.push_back(delivery->state);
    delivery->state = DeliveryState::sent;
  }
  keep_only(batch.rows, keep);
  keep_only(batch.cases, keep);
}

// Asks the target about records that may exist. Cases that cannot go on leave the batch.
Task<void> Engine::resolve_existing(LaneParts& lane, Batch& batch) {
  ExistingRecords existing(*lane.connector, batch.claims, batch.arena);
  auto errors = co_await existing.resolve(batch.cases);
  std::vector<bool> keep;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    keep.push_back(!errors[i]);
    if (!errors[i]) continue;
    // An earlier attempt that is in doubt stays so until a look-up has told.
    const bool is_in_doubt = batch.cases[i].look_up_first && errors[i]->kind == ErrorKind::transient;
    if (is_in_doubt) errors[i]->kind = ErrorKind::unknown;
    batch.failed_early.emplace_back(batch.rows[i], std::move(*errors[i]));
  }
  keep_only(batch.rows, keep);
  keep_only(batch.cases, keep);
  keep_only(batch.states, keep);
}

// Durable before the first byte leaves: after a crash these are looked up, not sent again blindly, and what
// was decided about records that exist is kept.
Task<Result<void>> Engine::mark_sent(LaneParts& lane, Batch& batch) {
  std::vector<store::Sending> sendings;
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    store::Sending sending{
        {batch.rows[i], lane.id}, batch.cases[i].footprint.text(), batch.cases[i].redactions};
    store::LiveDelivery& delivery = *book_.find(sending.delivery);
    delivery.notes.own().footprint = sending.footprint;
    delivery.notes.own().redactions = sending.redactions;
    if (!passes(batch.rows[i])) sendings.push_back(std::move(sending));
  }
  if (sendings.empty()) co_return Result<void>();
  auto marked = co_await parts_.outbox.mark_sent(std::move(sendings));
  if (marked.ok()) co_return marked;
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    if (auto* delivery = book_.find(store::DeliveryKey{batch.rows[i], lane.id})) {
      delivery->state = batch.states[i];
    }
  }
  co_return marked;
}

// Parts that earlier attempts may have written and this one, perhaps by a repaired mapping, does not make.
void Engine::find_leftovers(const Tenant& tenant, std::string_view case_id, const mapping::Mapping& mapping,
                            CaseRecords& one, model::Arena& arena) {
  Footprint present;
  for (const model::Record& record : one.records) present.add_part(record);
  for (const model::RecordShape& shape : mapping.shapes()) {
    for (std::uint32_t part = present.parts_of(shape) + 1; part <= one.footprint.parts_of(shape); ++part) {
      model::Record leftover;
      leftover.shape = &shape;
      leftover.part = part;
      leftover.fields = model::Value::object({});
      leftover.key = arena.copy(model::record_key(tenant.id_key(), case_id, shape.name, part));
      one.leftovers.push_back(leftover);
    }
  }
}

}  // namespace hub::delivery
