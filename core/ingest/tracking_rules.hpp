// The fields of a visitor-tracking event at the door as one table. It is closed: what is not listed is
// refused. Constant; any thread.
#pragma once

#include "core/ingest/rule.hpp"

namespace hub::ingest {

// The data of an event.
extern const Rule kTrackingData;

}  // namespace hub::ingest
