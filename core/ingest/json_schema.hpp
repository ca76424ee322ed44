// The JSON Schemas (2020-12) of events' data, printed from the tables that the door checks by. Any thread.
#pragma once

#include <string>

#include "core/ingest/event_type.hpp"

namespace hub::ingest {

std::string case_schema(EventType type);
std::string tracking_schema();

}  // namespace hub::ingest
