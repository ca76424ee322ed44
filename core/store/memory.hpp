// What a store remembers of a tenant's cases that are gone, on its way to another store: opaque references,
// never content. Plain values.
#pragma once

#include "core/store/types.hpp"

namespace hub::store {

struct Memory {
  std::vector<Tombstone> tombstones;
  std::vector<SessionTrace> traces;
};

// Where reading goes on. Tombstones come first; the one made by default is before all of them.
struct MemoryPlace {
  bool is_in_traces = false;
  std::int64_t day = 0, number = 0;  // of the last row that was read
};

struct MemoryPage {
  Memory memory;
  std::optional<MemoryPlace> next;  // nothing: this was the last page
};

}  // namespace hub::store
