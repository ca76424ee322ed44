// The context attributes of a CloudEvent: which there are and what each may hold. Pure; any thread.
#pragma once

#include "core/ingest/cloud_event.hpp"

namespace hub::ingest {

// Stores the attribute, or adds a finding. Names that the table does not know are extensions: their form is
// checked, and but for `traceparent` their value is not kept.
void set_attribute(std::string_view name, std::string_view value, const Path& at, CloudEvent& event,
                   Findings& findings);
// As above for a value of the JSON format; null is an absent attribute.
void set_attribute(std::string_view name, const model::Value& value, const Path& at, CloudEvent& event,
                   Findings& findings);

// Adds a finding for each required attribute that is absent.
void require_attributes(const Path& at, const CloudEvent& event, Findings& findings);

}  // namespace hub::ingest
