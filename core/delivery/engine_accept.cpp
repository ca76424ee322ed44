// Engine: the way in. Seal, make durable, queue.
#include <algorithm>

#include "core/delivery/engine.hpp"
#include "core/model/json.hpp"

namespace hub::delivery {

namespace {

// What is sealed: the event's envelope and its data, as one document.
Buffer document_of(const NewEvent& event) {
  Buffer out;
  out.reserve(event.data.size() + 256);
  out.append("{\"event\":{\"id\":");
  model::write_json_string(event.event_id, out);
  out.append(",\"source\":");
  model::write_json_string(event.source, out);
  out.append(",\"type\":");
  model::write_json_string(event.type, out);
  out.append(",\"time\":");
  model::write_json_string(event.time, out);
  out.append(",\"at_ms\":" + std::to_string(event.happened_at.time_since_epoch().count()));
  out.append("},\"tenant\":{\"id\":");
  model::write_json_string(event.tenant, out);
  out.append("},\"data\":");
  out.append(event.data);
  out.push_back('}');
  return out;
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
  Tenant& tenant = *found->second;
  const auto event_ref = event_ref_of(tenant.id_key, event.source, event.event_id);
  const auto case_ref = model::keyed_hash(tenant.id_key, "case", event.case_id);
  const auto fingerprint = model::keyed_hash(tenant.id_key, "content", event.data);
  if (book_.find_event(event_ref)) co_return co_await accept_known(event_ref, fingerprint);
  if (book_.find_case(case_ref)) {
    ++duplicates_;
    co_return Accepted{true, 0};
  }

  auto sealed = seal(tenant, event, {fingerprint, 0}, case_ref, event_ref);
  if (!sealed.ok()) co_return std::move(sealed).error();
  store::LiveCase entry;
  entry.tenant = tenant.id;
  entry.slot = sealed->sealed.key.slot;
  entry.case_ref = case_ref;
  entry.event_ref = event_ref;
  entry.fingerprint = fingerprint;
  entry.received_at = sealed->received_at;
  entry.hold_until = sealed->hold_until;
  for (const store::NewDelivery& delivery : sealed->deliveries) {
    entry.deliveries.push_back({delivery.lane, delivery.mapping, delivery.required});
  }
  const bool waits = event.waits;

  book_.expect(event_ref, case_ref, fingerprint);
  store::NewCase new_case = std::move(sealed).value();
  auto row = co_await parts_.outbox.accept(std::move(new_case));
  if (!row.ok()) {
    book_.unexpect(event_ref, case_ref);
    co_return std::move(row).error();
  }
  entry.row = *row;
  if (waits) waits_.emplace(entry.row, std::make_shared<SettleWait>(parts_.executor));
  for (const store::LiveDelivery& delivery : entry.deliveries) {
    lanes_.at(delivery.lane)->lane->push(entry.row);
  }
  book_.add(std::move(entry));
  ++accepted_;
  co_return Accepted{false, *row};
}

// A second copy is acknowledged only when the first is durable.
Task<Result<Accepted>> Engine::accept_known(model::KeyedHash event_ref, model::KeyedHash fingerprint) {
  if (book_.find_event(event_ref)->fingerprint != fingerprint) {
    co_return invalid_error("content_conflict", "an event with this id was taken with other content");
  }
  const auto flushed = co_await parts_.outbox.flush();
  if (!flushed.ok()) co_return flushed.error();
  const SeenEvent* seen = book_.find_event(event_ref);
  if (!seen) co_return transient_error("busy", "the first copy of this event was not stored");
  ++duplicates_;
  co_return Accepted{true, seen->row};
}

bool Engine::knows_event(std::string_view tenant, std::string_view source, std::string_view event_id) const {
  const auto found = tenants_by_name_.find(tenant);
  if (found == tenants_by_name_.end()) return false;
  return book_.find_event(event_ref_of(found->second->id_key, source, event_id)) != nullptr;
}

Result<store::NewCase> Engine::seal(const Tenant& tenant, const NewEvent& event, const SeenEvent& seen,
                                    const model::KeyedHash& case_ref, const model::KeyedHash& event_ref) {
  const Buffer document = document_of(event);
  auto sealed = parts_.vault.seal(document.view(), bound_to(tenant.name, case_ref));
  if (!sealed.ok()) return std::move(sealed).error();
  store::NewCase new_case;
  new_case.tenant = tenant.id;
  new_case.case_ref = case_ref;
  new_case.event_ref = event_ref;
  new_case.fingerprint = seen.fingerprint;
  new_case.sealed = std::move(*sealed);
  new_case.received_at = parts_.clock.wall_now();
  new_case.hold_until = new_case.received_at + tenant.max_hold;
  for (const store::LaneId lane : tenant.lanes) {
    const LaneParts& parts = *lanes_.at(lane);
    new_case.deliveries.push_back({lane, parts.version, parts.required});
  }
  return new_case;
}

Task<std::optional<std::string>> Engine::wait_settled(store::CaseRow row, MonotonicTime deadline) {
  const auto found = waits_.find(row);
  if (found == waits_.end()) co_return std::nullopt;
  const std::shared_ptr<SettleWait> wait = found->second;
  const bool settled = co_await wait->done.wait_until(parts_.clock, deadline);
  waits_.erase(row);
  if (!settled) co_return std::nullopt;
  co_return wait->certificate;
}

}  // namespace hub::delivery
