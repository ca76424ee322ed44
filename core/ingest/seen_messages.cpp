#include "core/ingest/seen_messages.hpp"

namespace hub::ingest {

bool SeenMessages::admit(std::string_view id, const KeyHash& fingerprint, MonotonicTime now) {
  while (!order_.empty() && (order_.front().until <= now || order_.size() > count_max_)) {
    seen_.erase(order_.front().id);
    order_.pop_front();
  }
  const auto [entry, is_new] = seen_.try_emplace(std::string(id), fingerprint);
  if (is_new) order_.push_back({std::string(id), now + life_});
  return entry->second == fingerprint;
}

}  // namespace hub::ingest
