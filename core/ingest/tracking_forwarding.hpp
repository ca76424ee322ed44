// Visitor-tracking events that reached a node which does not work for their tenant, on their way to the one
// that does, as forwarding.hpp does it for cases. A message is two lines of JSON for each event: what it is,
// and its content. One loop's thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/client.hpp"
#include "core/tracking/tracking.hpp"

namespace hub::ingest {

inline constexpr std::string_view kForwardTrackingPath = "/peers/v1/tracking";

Buffer encoded(std::span<const tracking::NewEvent> events);
// invalid "bad_message".
Result<std::vector<tracking::NewEvent>> parse_tracking(std::string_view message);

// As Tracking::take() of the node at `address`; transient "node_away" for each when it did not answer: it may
// have taken them, and offered again they are duplicates there.
Task<std::vector<Result<tracking::Taken>>> forward_tracking(http::Client& client, std::string address,
                                                            std::vector<tracking::NewEvent> events);

// What the other node makes of such a request: `take` takes events of its own tenants only.
using TakeHere =
    std::function<Task<std::vector<Result<tracking::Taken>>>(std::vector<tracking::NewEvent> events)>;
Task<http::Response> answer_tracking(TakeHere take, http::Request request);

}  // namespace hub::ingest
