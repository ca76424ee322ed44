// What the front door answers once it has looked at events. Pure; any thread.
#pragma once

#include <vector>

#include "core/ingest/admission.hpp"

namespace hub::ingest {

// {"accepted":[{"id","case","status"[,"certificate"]}],"rejected":[{"id","problem"}]}, an id that cannot be
// shown being null; tracking events have no "case". 202; 200 when every event is accepted and has its
// certificate. Where nothing was accepted and everything may pass later it is 503 (or 429) with the longest
// Retry-After, so that a sender repeats the whole batch.
http::Response batch_answer(const std::vector<EventAnswer>& answers);

// As above for the only event of a request; a refused one is answered with its problem alone.
http::Response single_answer(const EventAnswer& answer);

}  // namespace hub::ingest
