// Engine: news of a case that come after it, or before it. Added to what waits, or following it in order.
#include <algorithm>

#include "core/delivery/case_document.hpp"
#include "core/delivery/engine_parts.hpp"

namespace hub::delivery {

using store::CaseKind;
using store::DeliveryState;

Result<void> Engine::check_late_news(const Tenant& tenant, const mapping::Mapping& mapping) {
  if (!tenant.allows_updates || mapping.takes_late_news()) return {};
  return invalid_error("mapping_refused", "tenant '" + tenant.name +
                                              "' allows updates, and this mapping has no record with "
                                              "`late: true` that they could become");
}

milliseconds Engine::window_of(const store::LiveCase& entry) const {
  if (entry.kind != CaseKind::closed) return milliseconds(0);
  return tenants_by_id_.at(entry.tenant)->settle_window;
}

bool Engine::is_blocked(const store::LiveCase& entry) const {
  if (entry.kind == CaseKind::early_update) return true;
  return !book_.is_next(entry.row);
}

void Engine::queue(const store::LiveCase& entry, milliseconds wait) {
  if (is_blocked(entry)) return;
  for (const store::LiveDelivery& delivery : entry.deliveries)
    push(*lanes_.at(delivery.lane), entry.row, wait);
}

void Engine::push(LaneParts& lane, store::CaseRow row, milliseconds wait) {
  wait.count() > 0 ? lane.lane->push_after(wait, row) : lane.lane->push(row);
}

// Nothing of it may be at a target, unless writing the whole again makes it right.
bool Engine::may_merge(const store::LiveCase& entry) const {
  if (entry.state != store::CaseState::live || merging_.contains(entry.row)) return false;
  return std::ranges::all_of(entry.deliveries, [&](const store::LiveDelivery& delivery) {
    if (delivery.state == DeliveryState::pending && delivery.attempts == 0) return true;
    const auto& traits = lanes_.at(delivery.lane)->connector->traits();
    return std::holds_alternative<UniqueKey>(traits.key_guarantee) &&
           (delivery.state == DeliveryState::pending || delivery.state == DeliveryState::retrying ||
            delivery.state == DeliveryState::dead_letter);
  });
}

Task<Result<Accepted>> Engine::merge(const Tenant& tenant, const NewEvent& event, store::CaseRow row,
                                     const EventRefs& refs) {
  merging_.try_emplace(row);
  const bool was_blocked = is_blocked(*book_.find(row));
  const auto end = [&](Result<Accepted> answer) {
    const auto came = merging_.extract(row);
    for (const store::LaneId lane : came.mapped()) lanes_.at(lane)->lane->push(row);
    return answer;
  };
  std::vector<store::CaseRow> rows{row};
  const auto contents = co_await parts_.outbox.load(std::move(rows));
  if (!contents.ok()) co_return end(contents.error());
  if (contents->empty()) co_return end(transient_error("busy", "the case cannot be read now"));
  auto merge = make_merge(tenant, event, *book_.find(row), contents->front());
  if (!merge.ok()) co_return end(std::move(merge).error());
  merge->event = {refs.event_ref, refs.fingerprint};
  merge->type_ref = refs.type_ref;
  const CaseKind kind = merge->kind;
  const vault::SlotNumber slot = merge->sealed.key.slot;
  store::Merge whole = std::move(merge).value();
  const auto stored = co_await parts_.outbox.merge(std::move(whole));
  if (!stored.ok()) co_return end(stored.error());
  store::LiveCase& entry = *book_.find(row);
  entry.slot = slot;
  entry.kind = kind;
  entry.type_ref = refs.type_ref;
  book_.add_event(row, {refs.event_ref, refs.fingerprint});
  if (event.waits) waits_.try_emplace(row, std::make_shared<SettleWait>(parts_.executor));
  if (was_blocked) queue(entry, window_of(entry));
  ++accepted_;
  co_return end(Accepted{false, row});
}

Result<store::Merge> Engine::make_merge(const Tenant& tenant, const NewEvent& event,
                                        const store::LiveCase& entry, const store::SealedContent& content) {
  const std::string bound = bound_to(tenant.name, entry.case_ref);
  model::Arena arena;
  const std::string_view sealed(content.bytes.data(), content.bytes.size());
  const auto plain = parts_.vault.open_sealed(content.key, sealed, bound, arena);
  if (!plain.ok()) return plain.error();
  const auto stored = parser_.parse(*plain, arena);
  if (!stored.ok()) return stored.error();
  const bool stored_is_later = entry.kind == CaseKind::early_update && !event.is_update;
  const auto document = merged_document(*stored, stored_is_later, event, parser_, arena);
  if (!document.ok()) return document.error();
  auto resealed = parts_.vault.seal(document->view(), bound);
  if (!resealed.ok()) return std::move(resealed).error();
  store::Merge merge;
  merge.row = entry.row;
  merge.kind = event.is_update ? entry.kind : CaseKind::closed;
  merge.old_slot = entry.slot;
  merge.sealed = std::move(*resealed);
  return merge;
}

void Engine::follow(const model::KeyedHash& case_ref, Outcome outcome,
                    std::vector<store::Settlement>& to_end) {
  const auto known = book_.find_case(case_ref);
  if (!known || known->rows.empty()) return;
  store::LiveCase& next = *book_.find(known->rows.front());
  if (next.state != store::CaseState::live || merging_.contains(next.row)) return;
  if (outcome != Outcome::delivered && next.retention->is_held()) return;  // it ends when it is released
  if (outcome == Outcome::delivered) return queue(next, milliseconds(0));
  to_end.push_back(begin_settlement(next, outcome));  // there is nothing at the target that it could follow
}

}  // namespace hub::delivery
