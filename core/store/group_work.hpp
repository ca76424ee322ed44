// One group on its way to the disk: what the writer's thread does with it, in the order that loses nothing.
// The loop fills it, the writer works on it, the loop reads the outcome; never two at a time.
#pragma once

#include <memory>

#include "core/async/event.hpp"
#include "core/store/database.hpp"

namespace hub::store {

// One call of the outbox, waiting for its group.
struct OutboxRequest {
  explicit OutboxRequest(Executor executor) : done(executor) {}
  std::optional<NewCase> accept;
  std::optional<Merge> merge;
  std::optional<NewPublication> publication;
  std::vector<Sending> sent;
  std::vector<Remapping> remappings;
  std::vector<DeliveryChange> changes;
  std::vector<RetentionChange> retained;
  std::vector<Reduction> reductions;
  std::vector<Settlement> settlements;
  std::int64_t tombstones_from_day = 0;

  CaseRow row = 0;  // of `accept`
  // Of `settlements` those that were set to deleting; of `reductions` those that were done.
  std::vector<Certified> certified;
  Publication published;  // of `publication`
  std::optional<Error> error;
  Event done;

  std::size_t size() const {
    return (accept || merge ? 1 : 0) + (publication ? 1 : 0) + sent.size() + remappings.size() +
           changes.size() + retained.size() + reductions.size() + settlements.size();
  }
};

// Keys are destroyed, rows still have to go.
struct Finishing {
  std::shared_ptr<OutboxRequest> request;
  std::vector<CaseRow> rows;
};

struct GroupWork {
  std::vector<std::shared_ptr<OutboxRequest>> requests;
  std::vector<Finishing> finishing;
  WriteGroup group;

  // Set by commit().
  Committed committed;
  // Of accepts, merges and reductions alone, when the rest was committed without them.
  std::optional<Error> accept_error;
  std::optional<Error> error;  // of the whole group
  // Set by destroy().
  std::optional<Error> destroy_error;

  // Moves what the requests carry into `group`.
  void gather(WallTime now);
  // Writer's thread. Keys synced, then rows committed; the keys of accepts, merges and reductions that failed
  // are destroyed again.
  void commit(Database& database, vault::Vault& vault);
  // Writer's thread, after commit(): the keys of what was set to `deleting`, and of content that was
  // replaced.
  void destroy(vault::Vault& vault);
  // Null when the row was not set to deleting by this group.
  const Certified* certified(CaseRow row) const;
  const Certified* reduced(CaseRow row) const;  // the same of reductions

 private:
  void pass_crash_points() const;
  bool has_new_keys() const {
    return !group.accepts.empty() || !group.merges.empty() || !group.reductions.empty();
  }
  void take_back_accepts(vault::Vault& vault, const Error& reason);
};

// An error after which nothing may be acknowledged any more.
bool is_fatal(const Error& error);

}  // namespace hub::store
