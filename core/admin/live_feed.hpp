// The state of the hub as server-sent events: one `snapshot`, then a `delta` a second with what changed. What
// is sent is made once and shared by everybody who watches; whoever falls behind gets a snapshot again, so
// that nothing queues up. Nothing is done while nobody watches.
//
// One loop's thread. Everything passed in outlives it, and it outlives the streams it gave out.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "core/admin/control.hpp"
#include "core/async/event.hpp"
#include "core/http/message.hpp"

namespace hub::admin {

class LiveFeed {
 public:
  // Leaves of the hub's state what those who watch may see; empty: everything.
  using Narrow = std::function<void(Status& status)>;
  LiveFeed(const Control& control, Clock& clock, Executor executor, Narrow narrow = {})
      : control_(control), clock_(clock), narrow_(std::move(narrow)), stopping_(executor) {}

  // The body of one answer; it ends at `until`, after so many events, or with stop().
  http::BodySource watch(MonotonicTime until, std::int64_t events = INT64_MAX);
  // Ends every stream at once.
  void stop() { stopping_.set(); }

 private:
  struct Watcher {
    MonotonicTime until;
    std::int64_t events_left;
    std::uint64_t seen = 0;  // the number of the last look it was told of
  };
  Task<Buffer> next(Watcher& watcher);
  // Looks at the hub, unless that was done a moment ago.
  void look();
  std::string as_event(std::string_view kind, std::string_view members) const;

  const Control& control_;
  Clock& clock_;
  Narrow narrow_;
  Event stopping_;
  std::uint64_t number_ = 0;  // of the last look; 0: none yet
  MonotonicTime next_look_{};
  Status status_;
  std::map<std::pair<std::string, std::string>, std::string> lanes_;  // as they were written last
  std::string delta_, snapshot_;  // the snapshot is made when it is asked for
};

}  // namespace hub::admin
