// BatchDelivery: for targets that know links by id only.
#include <map>

#include "core/delivery/batch_delivery.hpp"

namespace hub::delivery {

// A parent is written or found before its children, so that its id is known by now.
void BatchDelivery::link_to_parents(const Items& items) {
  if (!connector_.traits().links_by_id) return;
  std::map<std::pair<std::size_t, std::string_view>, const Item*> stored;
  for (const Item& item : items_) {
    if (item.is_stored) stored[{item.case_index, item.record->key}] = &item;
  }
  for (Item* item : items) {
    if (item->record->parent_key.empty() || !item->record->parent_id.empty()) continue;
    const auto parent = stored.find({item->case_index, item->record->parent_key});
    if (parent == stored.end()) continue;
    linked_.push_back(*item->record);
    linked_.back().parent_id = arena_.copy(parent->second->id);
    item->record = &linked_.back();
  }
}

}  // namespace hub::delivery
