// What the engine knows of a tenant. Private to the engine; one loop's thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/locked_memory.hpp"
#include "core/delivery/keep_history.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

struct EngineTenant {
  std::string name;
  store::TenantId id = 0;
  milliseconds max_hold{};
  std::int64_t tombstone_days = 0, session_days = 0;
  milliseconds settle_window{0};
  bool allows_updates = false;
  bool is_leaving = false;   // then delivered cases are kept no longer
  bool leaves_cell = false;  // to another one: its events are to come again
  bool is_moving = false;    // to another node
  KeepHistory keeping;
  LockedMemory id_key_memory{32};  // with it, who knows a case id finds its references
  std::vector<store::LaneId> lanes;

  model::HashKey id_key() const { return id_key_memory.bytes().first<32>(); }
};

}  // namespace hub::delivery
