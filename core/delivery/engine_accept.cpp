// Engine: the way in. Seal, make durable, queue.
#include "core/delivery/case_document.hpp"
#include "core/delivery/engine_parts.hpp"
#include "core/delivery/session_trace.hpp"

namespace hub::delivery {

namespace {

// Why it takes nothing at this moment.
std::optional<Error> closed(const EngineTenant& tenant) {
  if (tenant.is_moving || tenant.leaves_cell)
    return transient_error("tenant_moving", "this tenant is moving to another node or cell");
  if (tenant.is_leaving) return invalid_error("tenant_leaving", "this tenant is being removed");
  return std::nullopt;
}

// Duplicates are told by source and id together (CloudEvents 1.0).
model::KeyedHash event_ref_of(model::HashKey id_key, std::string_view source, std::string_view event_id) {
  Buffer identity(source);
  identity.push_back('\0');
  identity.append(event_id);
  return model::keyed_hash(id_key, "event", identity.view());
}

}  // namespace

std::string bound_to(const std::string& tenant, const model::KeyedHash& case_ref) {
  return tenant + '/' + case_ref.text();
}

Task<Result<Accepted>> Engine::accept(NewEvent event) {
  const auto found = tenants_by_name_.find(event.tenant);
  if (found == tenants_by_name_.end()) {
    co_return invalid_error("unknown_tenant", "no such tenant");
  }
  const Tenant& tenant = *found->second;
  if (auto reason = closed(tenant)) co_return std::move(*reason);
  EventRefs refs;
  refs.event_ref = event_ref_of(tenant.id_key(), event.source, event.event_id);
  refs.case_ref = model::keyed_hash(tenant.id_key(), "case", event.case_id);
  refs.fingerprint = model::keyed_hash(tenant.id_key(), "content", event.data);
  refs.type_ref = type_of(tenant, event, refs);
  if (passes_through(tenant, event, refs)) co_return co_await pass_through(tenant, std::move(event), refs);
  if (book_.find_event(refs.event_ref)) co_return co_await accept_known(refs.event_ref, refs.fingerprint);
  // Events of one case are taken one after the other: each sees what the one before has done.
  const auto turn = co_await turns_.take(refs.case_ref);
  refs.type_ref = type_of(tenant, event, refs);
  if (book_.find_event(refs.event_ref)) co_return co_await accept_known(refs.event_ref, refs.fingerprint);
  if (auto reason = closed(tenant)) co_return std::move(*reason);
  if (event.is_refused) co_return co_await refuse(tenant, event, refs);
  const Intent intent = intent_of(tenant, event, refs);
  switch (intent.act) {
    case Intent::Act::take:
      co_return co_await take(tenant, event, intent.kind, refs);
    case Intent::Act::merge:
      co_return co_await merge(tenant, event, intent.row, refs);
    case Intent::Act::come_again:
      co_return transient_error("busy", "the case cannot be taken at this moment");
    case Intent::Act::ignore:
      break;
  }
  ++duplicates_;
  co_return Accepted{true, 0};
}

Engine::Intent Engine::intent_of(const Tenant& tenant, const NewEvent& event, const EventRefs& refs) const {
  using store::CaseKind;
  using Act = Intent::Act;
  const auto known = book_.find_case(refs.case_ref);
  if (!known) return {Act::take, event.is_update ? CaseKind::early_update : CaseKind::closed, 0};
  if (!known->rows.empty()) {
    const store::LiveCase& last = book_.at(known->rows.back());
    const bool belongs_to_it = event.is_update || last.kind == CaseKind::early_update;
    if (belongs_to_it && may_merge(last)) return {Act::merge, CaseKind::closed, last.row};
    if (last.kind == CaseKind::early_update) return {Act::come_again, CaseKind::closed, 0};  // it expires now
  }
  if (event.is_update && tenant.allows_updates) return {Act::take, CaseKind::update, 0};
  return {Act::ignore, CaseKind::closed, 0};
}

Task<Result<Accepted>> Engine::take(const Tenant& tenant, const NewEvent& event, store::CaseKind kind,
                                    const EventRefs& refs) {
  auto sealed = seal(tenant, event, kind, refs);
  if (!sealed.ok()) co_return std::move(sealed).error();
  sealed->retention.held_from = held_since(refs.case_ref);
  store::LiveCase entry;
  entry.tenant = tenant.id;
  entry.kind = kind;
  entry.slot = sealed->sealed.key.slot;
  entry.case_ref = refs.case_ref;
  entry.event_ref = refs.event_ref;
  entry.fingerprint = refs.fingerprint;
  entry.received_at = sealed->received_at;
  entry.hold_until = sealed->hold_until;
  if (sealed->retention != store::Retention{}) entry.retention = sealed->retention;
  entry.type_ref = refs.type_ref;
  for (const store::NewDelivery& delivery : sealed->deliveries) {
    entry.deliveries.push_back({delivery.lane, delivery.mapping, delivery.required});
  }

  std::optional<vault::SlotNumber> slot_of_id;
  if (sealed->sealed_id) slot_of_id = sealed->sealed_id->key.slot;
  book_.expect(refs.event_ref, refs.case_ref, refs.fingerprint);
  store::NewCase new_case = std::move(sealed).value();
  auto row = co_await parts_.outbox.accept(std::move(new_case));
  if (!row.ok()) {
    book_.unexpect(refs.event_ref);
    co_return std::move(row).error();
  }
  entry.row = *row;
  if (event.waits) waits_.emplace(entry.row, std::make_shared<SettleWait>(parts_.executor));
  book_.add(entry);
  if (slot_of_id) parts_.source->on_accepted({entry.row, tenant.id, refs.case_ref, *slot_of_id, true, false});
  queue(entry, window_of(entry));
  for (const store::LiveDelivery& delivery : entry.deliveries) {
    LaneParts& lane = *lanes_.at(delivery.lane);
    ++lane.taken;
    if (parts_.on_delivery)
      parts_.on_delivery({tenant.name, lane.target, refs.case_ref, delivery.state, event.traceparent});
  }
  ++accepted_;
  co_return Accepted{false, *row};
}

// A second copy is acknowledged only when the first is durable.
Task<Result<Accepted>> Engine::accept_known(model::KeyedHash event_ref, model::KeyedHash fingerprint) {
  if (!book_.find_event(event_ref)->is_of(fingerprint)) {
    co_return invalid_error("content_conflict", "an event with this id was taken with other content");
  }
  const auto flushed = co_await parts_.outbox.flush();
  if (!flushed.ok()) co_return flushed.error();
  const auto seen = book_.find_event(event_ref);
  if (!seen) co_return transient_error("busy", "the first copy of this event was not stored");
  ++duplicates_;
  co_return Accepted{true, seen->row};
}

bool Engine::knows_event(std::string_view tenant, std::string_view source, std::string_view event_id) const {
  const auto found = tenants_by_name_.find(tenant);
  if (found == tenants_by_name_.end()) return false;
  return book_.find_event(event_ref_of(found->second->id_key(), source, event_id)).has_value();
}

Result<store::NewCase> Engine::seal(const Tenant& tenant, const NewEvent& event, store::CaseKind kind,
                                    const EventRefs& refs) {
  const Buffer document = document_of(event);
  auto sealed = parts_.vault.seal(document.view(), bound_to(tenant.name, refs.case_ref));
  if (!sealed.ok()) return std::move(sealed).error();
  store::NewCase new_case;
  new_case.tenant = tenant.id;
  new_case.kind = kind;
  new_case.case_ref = refs.case_ref;
  new_case.event_ref = refs.event_ref;
  new_case.fingerprint = refs.fingerprint;
  new_case.type_ref = refs.type_ref;
  new_case.sealed = std::move(*sealed);
  // The platform keeps one copy of a case, whatever follows it.
  if (parts_.source && kind != store::CaseKind::update) {
    auto sealed_id = parts_.source->seal_id(tenant.id, refs.case_ref, event.case_id);
    if (!sealed_id.ok()) {
      parts_.vault.release(new_case.sealed.key.slot);
      return std::move(sealed_id).error();
    }
    new_case.sealed_id = std::move(*sealed_id);
  }
  new_case.received_at = parts_.clock.wall_now();
  new_case.hold_until = new_case.received_at + tenant.max_hold;
  if (event.is_refused) return new_case;
  if (tenant.session_days > 0 && !event.session_id.empty()) {
    new_case.session = trace_of(tenant.id_key(), event.session_id, event.case_id);
    const WallTime gone =
        new_case.hold_until + tenant.keeping.now(refs.type_ref, store::is_news(kind)).period;
    new_case.session->day =
        std::chrono::ceil<std::chrono::days>(gone).time_since_epoch().count() + tenant.session_days;
  }
  for (const store::LaneId lane : tenant.lanes) {
    const LaneParts& parts = *lanes_.at(lane);
    new_case.deliveries.push_back({lane, parts.current.version, parts.required});
  }
  return new_case;
}

Task<std::optional<std::string>> Engine::wait_settled(store::CaseRow row, MonotonicTime deadline) {
  const auto found = waits_.find(row);
  if (found == waits_.end()) co_return std::nullopt;
  const std::shared_ptr<SettleWait> wait = found->second;
  const bool settled = co_await wait->done.wait_until(parts_.clock, deadline);
  waits_.erase(row);
  if (!settled || wait->certificate.empty()) co_return std::nullopt;
  co_return wait->certificate;
}

}  // namespace hub::delivery
