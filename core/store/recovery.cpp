#include "core/store/recovery.hpp"

#include <algorithm>

namespace hub::store {

namespace {

constexpr std::size_t kRowsPerCommit = 256;

struct Claim {
  vault::SlotNumber slot;
  CaseRow row;
  friend auto operator<=>(const Claim&, const Claim&) = default;
};

constexpr CaseRow kNoCase = -1;

struct Claims {
  std::vector<Claim> live, deleting;
  std::vector<Claim> ids, forgotten_ids;  // sealed ids of cases, for their platforms
  std::vector<Claim> tracking;            // keys of tracking days, whose row is kNoCase
};

std::vector<vault::SlotNumber> slots_of(const std::vector<Claim>& claims) {
  std::vector<vault::SlotNumber> slots;
  slots.reserve(claims.size());
  for (const Claim& claim : claims) slots.push_back(claim.slot);
  return slots;
}

// Zeroing the key of one case must never take another with it.
Result<void> check_unshared(const Claims& claims) {
  std::vector<vault::SlotNumber> slots = slots_of(claims.live);
  for (const auto* others : {&claims.deleting, &claims.ids, &claims.forgotten_ids, &claims.tracking}) {
    const auto more = slots_of(*others);
    slots.insert(slots.end(), more.begin(), more.end());
  }
  std::ranges::sort(slots);
  const auto twin = std::ranges::adjacent_find(slots);
  if (twin == slots.end()) return {};
  Error error = config_error("two cases of the store claim key slot " + std::to_string(*twin));
  error.code = "key_files";
  return error;
}

// As a settle would have gone on: keys first, then rows.
Result<void> finish_deletions(Database& database, vault::Vault& vault, const std::vector<Claim>& deleting) {
  if (deleting.empty()) return {};
  if (auto destroyed = vault.destroy_keys(slots_of(deleting)); !destroyed.ok()) return destroyed;
  for (std::size_t at = 0; at < deleting.size(); at += kRowsPerCommit) {
    WriteGroup group;
    const std::size_t end = std::min(deleting.size(), at + kRowsPerCommit);
    for (std::size_t i = at; i < end; ++i) group.finished.push_back(deleting[i].row);
    if (auto committed = database.commit(group); !committed.ok()) return std::move(committed).error();
  }
  return {};
}

Result<void> forget_ids(Database& database, vault::Vault& vault, const std::vector<Claim>& forgotten) {
  if (forgotten.empty()) return {};
  if (auto destroyed = vault.destroy_keys(slots_of(forgotten)); !destroyed.ok()) return destroyed;
  SourceChanges changes;
  for (const Claim& claim : forgotten) changes.finished.push_back(claim.row);
  return database.commit_source(changes);
}

Result<void> read_days(Database& database, Claims& claims) {
  const auto days = database.tracking().days();
  if (!days.ok()) return days.error();
  for (const TrackingDay& day : *days)
    if (day.slot) claims.tracking.push_back({*day.slot, kNoCase});
  return {};
}

}  // namespace

Result<Recovery> recover(Database& database, vault::Vault& vault,
                         const std::function<void(const LiveCase&)>& visit) {
  Claims claims;
  const auto visited = database.for_each_live([&](const LiveCase& entry) {
    if (entry.state == CaseState::deleting) {
      claims.deleting.push_back({entry.slot, entry.row});
      return;
    }
    claims.live.push_back({entry.slot, entry.row});
    visit(entry);
  });
  if (!visited.ok()) return visited.error();
  const auto seen = database.for_each_source([&](const SourceCase& source, const std::vector<SourceJob>&) {
    (source.is_forgotten ? claims.forgotten_ids : claims.ids).push_back({source.slot, source.row});
  });
  if (!seen.ok()) return seen.error();
  if (auto read = read_days(database, claims); !read.ok()) return std::move(read).error();
  if (auto checked = check_unshared(claims); !checked.ok()) return std::move(checked).error();
  if (auto done = finish_deletions(database, vault, claims.deleting); !done.ok())
    return std::move(done).error();
  if (auto done = forget_ids(database, vault, claims.forgotten_ids); !done.ok())
    return std::move(done).error();

  Recovery recovery;
  recovery.redone = claims.deleting.size();
  std::vector<Claim> claimed = claims.live;
  for (const auto* others : {&claims.ids, &claims.tracking})
    claimed.insert(claimed.end(), others->begin(), others->end());
  auto audit = vault.reconcile(slots_of(claimed));
  if (!audit.ok()) return std::move(audit).error();
  recovery.keys = std::move(*audit);
  std::ranges::sort(claimed);
  for (const vault::SlotNumber slot : recovery.keys.lost) {
    const auto claim = std::ranges::lower_bound(claimed, slot, {}, &Claim::slot);
    if (claim->row != kNoCase) recovery.lost.push_back(claim->row);
  }
  if (auto emptied = database.checkpoint(); !emptied.ok() && emptied.error().kind == ErrorKind::config) {
    return std::move(emptied).error();
  }
  return recovery;
}

}  // namespace hub::store
