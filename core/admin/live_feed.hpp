// The state of the hub as server-sent events: one `snapshot`, then a `delta` a second with what changed. What
// is sent is made once and shared by everybody who watches; whoever falls behind gets a snapshot again, so
// that nothing queues up. Nothing is done while nobody watches.
//
// One loop's thread. Everything passed in outlives it, and it outlives the streams it gave out.
#pragma once

#include <map>
#include <string>

#include "core/admin/control.hpp"
#include "core/async/event.hpp"
#include "core/http/message.hpp"

namespace hub::admin {

class LiveFeed {
 public:
  LiveFeed(const Control& control, Clock& clock, Executor executor)
      : control_(control), clock_(clock), stopping_(executor) {}

  // The body of one answer; it ends at `until`, or with stop().
  http::BodySource watch(MonotonicTime until);
  // Ends every stream at once.
  void stop() { stopping_.set(); }

 private:
  Task<Buffer> next(std::uint64_t& seen, MonotonicTime until);
  // Looks at the hub, unless that was done a moment ago.
  void look();
  std::string as_event(std::string_view kind, std::string_view members) const;

  const Control& control_;
  Clock& clock_;
  Event stopping_;
  std::uint64_t number_ = 0;  // of the last look; 0: none yet
  MonotonicTime next_look_{};
  Status status_;
  std::map<std::pair<std::string, std::string>, std::string> lanes_;  // as they were written last
  std::string delta_, snapshot_;  // the snapshot is made when it is asked for
};

}  // namespace hub::admin
