// Engine: what a person decides about dead letters.
#include "core/delivery/engine_parts.hpp"

namespace hub::delivery {

using store::DeliveryState;

Task<Result<std::vector<store::DeliveryKey>>> Engine::move_dead_letters(
    std::vector<store::DeliveryKey> deliveries, DeliveryState to) {
  std::vector<store::DeliveryKey> moved;
  std::vector<store::DeliveryChange> changes;
  for (const store::DeliveryKey& key : deliveries) {
    store::LiveDelivery* delivery = book_.find(key);
    if (!delivery || delivery->state != DeliveryState::dead_letter || merging_.contains(key.row)) continue;
    const bool is_left = book_.find(key.row)->kind != store::CaseKind::metadata;
    if (!is_left && to == DeliveryState::pending) continue;  // there is nothing to deliver any more
    delivery->state = to;                                    // at once: nobody else moves it meanwhile
    moved.push_back(key);
    store::DeliveryChange change;
    change.delivery = key;
    change.state = to;
    change.attempts = delivery->attempts;
    change.at = parts_.clock.wall_now();
    changes.push_back(std::move(change));
  }
  if (changes.empty()) co_return moved;
  const auto recorded = co_await parts_.outbox.record(std::move(changes));
  if (recorded.ok()) co_return moved;
  for (const store::DeliveryKey& key : moved) {
    if (store::LiveDelivery* delivery = book_.find(key)) delivery->state = DeliveryState::dead_letter;
  }
  co_return recorded.error();
}

Task<Result<std::size_t>> Engine::retry(std::vector<store::DeliveryKey> deliveries,
                                        std::optional<store::MappingVersion> version) {
  if (version) {
    const auto remapped = co_await remap(deliveries, *version);
    if (!remapped.ok()) co_return remapped.error();
  }
  std::size_t hastened = 0;
  for (const store::DeliveryKey& key : deliveries) {
    const store::LiveDelivery* delivery = book_.find(key);
    if (!delivery) continue;
    if (delivery->state != DeliveryState::retrying && delivery->state != DeliveryState::unknown) continue;
    // Its timed turn stays in the queue; whichever comes second finds nothing left to do.
    lanes_.at(key.lane)->lane->hasten(key.row);
    ++hastened;
  }
  const auto moved = co_await move_dead_letters(std::move(deliveries), DeliveryState::pending);
  if (!moved.ok()) co_return moved.error();
  for (const store::DeliveryKey& key : *moved) lanes_.at(key.lane)->lane->push(key.row);
  co_return hastened + moved->size();
}

Task<Result<std::size_t>> Engine::discard(std::vector<store::DeliveryKey> deliveries) {
  const auto moved = co_await move_dead_letters(std::move(deliveries), DeliveryState::discarded);
  if (!moved.ok()) co_return moved.error();
  Endings endings;
  for (const store::DeliveryKey& key : *moved) {
    store::LiveCase* entry = book_.find(key.row);
    if (!entry || entry->state != store::CaseState::live) continue;
    if (const auto outcome = outcome_of(*entry)) finish(*entry, *outcome, endings);
  }
  co_await end(std::move(endings));
  co_return moved->size();
}

std::optional<DeliveryState> Engine::state_of(store::DeliveryKey delivery) const {
  const store::LiveDelivery* found = book_.find(delivery);
  if (!found) return std::nullopt;
  const bool is_going = book_.at(delivery.row).state == store::CaseState::deleting;
  return is_going ? DeliveryState::sent : found->state;
}

}  // namespace hub::delivery
