// Whether a visitor-tracking event holds what it may, and nothing that looks like personal data. Pure; any
// thread.
#pragma once

#include "core/ingest/cloud_event.hpp"

namespace hub::ingest {

// Why the event is refused; nothing: it may come in, and data.session.id is there. `at`: where it stands.
// Problems: "unknown-type", "invalid-tracking" and "personal-data", all for good.
std::optional<Problem> tracking_problem(const CloudEvent& event, const Path& at);

}  // namespace hub::ingest
