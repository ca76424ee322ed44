// Two states of one object put together. Pure; any thread.
#pragma once

#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::model {

// Members of both: objects are merged in turn; otherwise the later value stands, also a whole list, unless it
// is null. Names and values stay where they are, the rest is in `arena`.
Value merged(const Value& earlier, const Value& later, Arena& arena);

}  // namespace hub::model
