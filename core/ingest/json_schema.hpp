// The JSON Schema (2020-12) of an event's data, printed from the table that the door checks by. Any thread.
#pragma once

#include <string>

#include "core/ingest/event_type.hpp"

namespace hub::ingest {

std::string case_schema(EventType type);

}  // namespace hub::ingest
