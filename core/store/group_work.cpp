#include "core/store/group_work.hpp"

#include <algorithm>

#include "core/base/crash_point.hpp"

namespace hub::store {

namespace {

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

bool is_empty(const WriteGroup& group) {
  return group.publications.empty() && group.accepts.empty() && group.merges.empty() && group.sent.empty() &&
         group.remappings.empty() && group.changes.empty() && group.retained.empty() &&
         group.reductions.empty() && group.deleting.empty() && group.finished.empty() &&
         group.tombstones_from_day == 0;
}

const Certified* find(const std::vector<Certified>& all, CaseRow row) {
  const auto found = std::ranges::find(all, row, &Certified::row);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

bool is_fatal(const Error& error) {
  return error.kind == ErrorKind::config;
}

void GroupWork::gather(WallTime now) {
  group.now = now;
  for (const auto& request : requests) {
    if (request->accept) group.accepts.push_back(std::move(*request->accept));
    if (request->merge) group.merges.push_back(std::move(*request->merge));
    if (request->publication) group.publications.push_back(std::move(*request->publication));
    append(group.sent, request->sent);
    append(group.remappings, request->remappings);
    append(group.changes, request->changes);
    append(group.retained, request->retained);
    append(group.reductions, request->reductions);
    append(group.deleting, request->settlements);
    group.tombstones_from_day = std::max(group.tombstones_from_day, request->tombstones_from_day);
  }
  for (const Finishing& one : finishing) {
    group.finished.insert(group.finished.end(), one.rows.begin(), one.rows.end());
  }
}

void GroupWork::commit(Database& database, vault::Vault& vault) {
  std::vector<vault::WrappedKey> keys;
  for (const NewCase& new_case : group.accepts) {
    keys.push_back(new_case.sealed.key);
    if (new_case.sealed_id) keys.push_back(new_case.sealed_id->key);
  }
  for (const Merge& merge : group.merges) keys.push_back(merge.sealed.key);
  for (const Reduction& one : group.reductions) keys.push_back(one.sealed.key);
  if (const auto written = vault.write_keys(keys); !written.ok()) {
    take_back_accepts(vault, written.error());
    if (error) return;
  }
  if (is_empty(group)) return;
  if (!keys.empty()) crash_point("accept.keys_synced");
  auto done = database.commit(group);
  if (!done.ok() && !is_fatal(done.error()) && has_new_keys()) {
    take_back_accepts(vault, done.error());
    if (error || is_empty(group)) return;
    // What is in the store already must not wait for room that only it can make.
    done = database.commit(group);
  }
  if (done.ok()) {
    pass_crash_points();
    committed = std::move(*done);
  } else {
    error = done.error();
  }
}

void GroupWork::pass_crash_points() const {
  if (!group.accepts.empty()) crash_point("accept.committed");
  if (!group.sent.empty()) crash_point("deliver.sent_committed");
  if (!group.changes.empty()) crash_point("deliver.state_committed");
  if (!group.deleting.empty()) crash_point("settle.marked");
  if (!group.finished.empty()) crash_point("settle.rows_gone");
}

// A slot in the file that no row will ever refer to is zeroed at once, not at the next start.
void GroupWork::take_back_accepts(vault::Vault& vault, const Error& reason) {
  accept_error = reason;
  if (is_fatal(reason)) {
    error = reason;
    return;
  }
  std::vector<vault::SlotNumber> slots;
  for (const NewCase& new_case : group.accepts) {
    slots.push_back(new_case.sealed.key.slot);
    if (new_case.sealed_id) slots.push_back(new_case.sealed_id->key.slot);
  }
  for (const Merge& merge : group.merges) slots.push_back(merge.sealed.key.slot);
  for (const Reduction& one : group.reductions) slots.push_back(one.sealed.key.slot);
  group.accepts.clear();
  group.merges.clear();
  group.reductions.clear();
  if (auto destroyed = vault.destroy_keys(slots); !destroyed.ok()) error = std::move(destroyed).error();
}

const Certified* GroupWork::certified(CaseRow row) const {
  return find(committed.deleting, row);
}

const Certified* GroupWork::reduced(CaseRow row) const {
  return find(committed.reduced, row);
}

void GroupWork::destroy(vault::Vault& vault) {
  if (error || (committed.deleting.empty() && group.merges.empty() && group.reductions.empty())) return;
  std::vector<vault::SlotNumber> slots;
  for (const Merge& merge : group.merges) slots.push_back(merge.old_slot);
  // One that is gone has no use for its new key.
  for (const Reduction& one : group.reductions)
    slots.push_back(reduced(one.row) ? one.old_slot : one.sealed.key.slot);
  for (const Settlement& settlement : group.deleting) {
    if (certified(settlement.row)) slots.push_back(settlement.slot);
  }
  if (auto destroyed = vault.destroy_keys(slots); !destroyed.ok())
    destroy_error = std::move(destroyed).error();
  crash_point("settle.keys_zeroed");
}

}  // namespace hub::store
