// The fields of a case at the door (domain.md 1.3) as one table. Fields that are not listed are kept as they
// are. Constant; any thread.
#pragma once

#include "core/ingest/rule.hpp"

namespace hub::ingest {

// The data of an event.
extern const Rule kCaseData;

}  // namespace hub::ingest
