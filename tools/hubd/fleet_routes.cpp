#include "tools/hubd/fleet_routes.hpp"

#include "core/admin/elsewhere.hpp"
#include "core/ingest/forwarding.hpp"
#include "core/ingest/tracking_forwarding.hpp"

namespace hub::hubd {

void add_fleet_routes(peers::Routes& routes, EngineIntake& intake, tracking::Tracking& tracking,
                      admin::Api& api) {
  const ingest::AcceptHere accept = [&intake](ingest::IncomingCase incoming) {
    return intake.accept_forwarded(std::move(incoming));
  };
  const ingest::TakeHere take = [&tracking](std::vector<tracking::NewEvent> events) {
    return tracking.take(std::move(events));
  };
  const admin::HandleAsked handle = [&api](http::Request request, admin::AdminKey caller) {
    return api.handle_asked(std::move(request), std::move(caller));
  };
  routes.add("POST", std::string(ingest::kForwardPath), [accept](http::Request request, const std::string&) {
    return ingest::answer_forwarded(accept, std::move(request));
  });
  routes.add("POST", std::string(ingest::kForwardTrackingPath),
             [take](http::Request request, const std::string&) {
               return ingest::answer_tracking(take, std::move(request));
             });
  routes.add("POST", std::string(admin::kAskPath), [handle](http::Request request, const std::string&) {
    return admin::answer_asked(handle, std::move(request));
  });
}

}  // namespace hub::hubd
