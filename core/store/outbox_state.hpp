// The outbox behind its door: the queue, the group under way, what waits for a second commit, the checkpoint.
// The loop's thread, but for the two jobs it posts to the writer.
#pragma once

#include <deque>
#include <map>

#include "core/store/group_work.hpp"
#include "core/store/outbox.hpp"

namespace hub::store {

struct Outbox::State : std::enable_shared_from_this<Outbox::State> {
  State(Parts outbox_parts, OutboxLimits outbox_limits);

  // Refuses when the outbox is closed; otherwise the request waits for its group.
  std::optional<Error> push(const std::shared_ptr<OutboxRequest>& request);
  // Starts whatever is to be done next, if nothing is under way.
  void pump();
  void fail(const Error& error);

  Parts parts;
  const OutboxLimits limits;
  std::optional<Error> closed;  // drained, or durability is gone
  std::size_t waiting_accepts = 0;
  bool is_draining = false;
  Event drained;

 private:
  void start_group();
  void start_checkpoint();
  void committed(GroupWork& work);
  void finished(GroupWork& work);
  void checkpointed(const Result<void>& done);
  void finish_or_keep(GroupWork& work);
  bool may_finish_now() const;
  bool is_checkpoint_due() const;
  void wake_later();
  void drop_all(const Error& error);

  std::deque<std::shared_ptr<OutboxRequest>> queue;
  // Always all of it goes into the next group: a slot whose key was destroyed may hold the key of a case in
  // that group, and no row of the old case may remain beside the new one.
  std::vector<Finishing> finishing;
  bool is_busy = false;
  bool has_deleted_rows = false;  // something is left in the journal
  MonotonicTime last_checkpoint{}, finish_again{};
  std::optional<Clock::TimerId> timer;
};

}  // namespace hub::store
