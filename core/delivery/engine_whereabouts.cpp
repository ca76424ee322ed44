// Engine: what became of a case, for whoever compares with the platform's own list.
#include "core/delivery/engine_parts.hpp"

namespace hub::delivery {

using Place = Whereabouts::Place;

Result<Whereabouts> Engine::where_is(std::string_view tenant, std::string_view case_id) const {
  const auto owner = tenants_by_name_.find(tenant);
  if (owner == tenants_by_name_.end()) return invalid_error("unknown_tenant", "no such tenant");
  const auto case_ref = model::keyed_hash(owner->second->id_key(), "case", case_id);
  Whereabouts found;
  const auto known = book_.find_case(case_ref);
  if (!known) {
    const std::string* reason = refusals_.find(case_ref);
    if (!reason) return found;
    found.place = Place::refused;
    found.reason = *reason;
    return found;
  }
  found.certificate = known->certificate;
  found.place = known->rows.empty() && known->was_deleted ? Place::gone : Place::waiting;
  if (known->rows.empty() && !known->aside.empty()) found.place = Place::kept;
  for (const store::CaseRow row : known->aside) {
    if (known->rows.empty() && book_.at(row).retention->is_held()) found.place = Place::held;
  }
  for (const store::CaseRow row : known->rows) {
    for (const store::LiveDelivery& delivery : book_.at(row).deliveries) {
      if (delivery.state != store::DeliveryState::dead_letter || found.delivery) continue;
      found.place = Place::dead_letter;
      found.delivery = {row, delivery.lane};
    }
  }
  return found;
}

void Engine::note_refusal(std::string_view tenant, std::string_view case_id, std::string_view reason) {
  const auto owner = tenants_by_name_.find(tenant);
  if (owner == tenants_by_name_.end()) return;
  refusals_.add(model::keyed_hash(owner->second->id_key(), "case", case_id), reason);
}

}  // namespace hub::delivery
