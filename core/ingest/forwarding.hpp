// An event that reached a node which does not work for its tenant, on its way to the one that does: the event
// has passed the door, and is answered as if it had come there. Over whatever channel nodes trust each other
// by.
//
// A message is one line of JSON, which nodes of different versions read alike, and then the case as it is.
// One loop's thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/http/client.hpp"
#include "core/ingest/intake.hpp"

namespace hub::ingest {

inline constexpr std::string_view kForwardPath = "/peers/v1/case";

Buffer encoded(const IncomingCase& incoming);
// invalid "bad_message".
Result<IncomingCase> parse_incoming(std::string_view message);

// `address` of the node: "https://hub-2.example:8482". Fails as the node's own intake does; transient
// "node_away" when it did not answer: it may have taken the event, and offered again it is a duplicate there.
// The caller keeps the event for another time; not its data where the sender waits for the certificate.
Task<Result<Accepted>> forward(http::Client& client, std::string address, IncomingCase& incoming);

// What the other node makes of such a request: `accept` takes events of its own tenants only.
using AcceptHere = std::function<Task<Result<Accepted>>(IncomingCase)>;
Task<http::Response> answer_forwarded(AcceptHere accept, http::Request request);

}  // namespace hub::ingest
