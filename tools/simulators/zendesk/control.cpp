// The control path: faults, state, records, reset. Not part of the vendor's API.
#include "tools/simulators/common/control.hpp"

#include <set>

#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/zendesk/simulator.hpp"
#include "tools/simulators/zendesk/writers.hpp"

namespace hub::simulators::zendesk {

std::string Simulator::state_json() const {
  std::set<std::string> keys;
  std::size_t duplicates = 0, tickets = 0, comments = 0, recycled = 0;
  for (const Ticket& ticket : account_.tickets()) {
    if (ticket.is_deleted) recycled += ticket.is_scrubbed ? 0 : 1;
    if (ticket.is_deleted) continue;
    ++tickets;
    comments += ticket.comments.size();
    if (!ticket.external_id.empty() && !keys.insert(ticket.external_id).second) ++duplicates;
  }
  return "{\"records\":{\"ticket\":" + std::to_string(tickets) + ",\"comment\":" + std::to_string(comments) +
         "},\"recycle_bin\":{\"ticket\":" + std::to_string(recycled) +
         "},\"duplicates\":{\"ticket\":" + std::to_string(duplicates) + "}," + calls_members(calls_) + "}";
}

http::Response Simulator::records(std::string_view kind) {
  Buffer body("[");
  if (kind == "ticket") {
    for (const Ticket& ticket : account_.tickets()) {
      if (ticket.is_deleted) continue;
      if (body.size() > 1) body.push_back(',');
      write_ticket(ticket, base_url(), body);
    }
  } else if (kind == "user") {
    for (const User& user : account_.users()) {
      if (body.size() > 1) body.push_back(',');
      write_user(user, base_url(), body);
    }
  }
  body.push_back(']');
  return respond_json(200, std::move(body));
}

http::Response Simulator::control(const http::Request& request) {
  const RestTarget target = parse_target(request.url);
  if (target.segments.size() == 3 && target.segments[1] == "records") return records(target.segments[2]);
  return answer_control(
      request, target,
      {faults_, [this] { return state_json(); }, [this] { reset(); }, [this] { expire_tokens(); }});
}

}  // namespace hub::simulators::zendesk
