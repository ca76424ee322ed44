#include "core/store/recovery.hpp"

#include <algorithm>

#include "core/store/read_ahead.hpp"

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
  std::vector<Claim> live, ids;  // ids: sealed ids of cases, for their platforms
  std::vector<Claim> tracking;   // keys of tracking days, whose row is kNoCase
  Unfinished unfinished;
};

void note_deletion(vault::SlotNumber slot, CaseRow row, Unfinished& unfinished) {
  unfinished.slots.push_back(slot);
  unfinished.rows.push_back(row);
}

void note_forgotten_id(const SourceCase& source, Unfinished& unfinished) {
  unfinished.slots_of_ids.push_back(source.slot);
  unfinished.rows_of_ids.push_back(source.row);
}

std::vector<vault::SlotNumber> slots_of(const std::vector<Claim>& claims) {
  std::vector<vault::SlotNumber> slots;
  slots.reserve(claims.size());
  for (const Claim& claim : claims) slots.push_back(claim.slot);
  return slots;
}

// Zeroing the key of one case must never take another with it.
Result<void> check_unshared(const Claims& claims) {
  std::vector<vault::SlotNumber> slots = slots_of(claims.live);
  const auto add = [&slots](const std::vector<vault::SlotNumber>& others) {
    slots.insert(slots.end(), others.begin(), others.end());
  };
  add(slots_of(claims.ids));
  add(slots_of(claims.tracking));
  add(claims.unfinished.slots);
  add(claims.unfinished.slots_of_ids);
  std::ranges::sort(slots);
  const auto twin = std::ranges::adjacent_find(slots);
  if (twin == slots.end()) return {};
  Error error = config_error("two cases of the store claim key slot " + std::to_string(*twin));
  error.code = "key_files";
  return error;
}

Result<void> read_days(Database& database, std::vector<Claim>& tracking) {
  const auto days = database.tracking().days();
  if (!days.ok()) return days.error();
  for (const TrackingDay& day : *days)
    if (day.key) tracking.push_back({day.key->slot, kNoCase});
  return {};
}

Result<Claims> read_claims(Database& database, const IsOurs& is_ours,
                           const std::function<void(LiveCase)>& visit, std::size_t expected) {
  Claims claims;
  claims.live.reserve(expected);
  const auto visited = for_each_live_ahead(database, [&](LiveCase entry) {
    if (!is_ours(entry.tenant)) return;
    if (entry.state == CaseState::deleting) return note_deletion(entry.slot, entry.row, claims.unfinished);
    claims.live.push_back({entry.slot, entry.row});
    visit(std::move(entry));
  });
  if (!visited.ok()) return visited.error();
  const auto seen = database.for_each_source([&](const SourceCase& source, const std::vector<SourceJob>&) {
    if (!is_ours(source.tenant)) return;
    if (source.is_forgotten) return note_forgotten_id(source, claims.unfinished);
    claims.ids.push_back({source.slot, source.row});
  });
  if (!seen.ok()) return seen.error();
  if (auto read = read_days(database, claims.tracking); !read.ok()) return std::move(read).error();
  return claims;
}

Result<void> forget_ids(Database& database, vault::Vault& vault, const Unfinished& unfinished) {
  if (unfinished.rows_of_ids.empty()) return {};
  if (auto destroyed = vault.destroy_keys(unfinished.slots_of_ids); !destroyed.ok()) return destroyed;
  SourceChanges changes;
  changes.finished = unfinished.rows_of_ids;
  return database.commit_source(changes);
}

}  // namespace

Result<void> finish_deletions(Database& database, vault::Vault& vault, const Unfinished& unfinished) {
  const std::vector<CaseRow>& rows = unfinished.rows;
  if (!rows.empty()) {
    if (auto destroyed = vault.destroy_keys(unfinished.slots); !destroyed.ok()) return destroyed;
  }
  for (std::size_t at = 0; at < rows.size(); at += kRowsPerCommit) {
    WriteGroup group;
    const std::size_t end = std::min(rows.size(), at + kRowsPerCommit);
    for (std::size_t i = at; i < end; ++i) group.finished.push_back(rows[i]);
    if (auto committed = database.commit(group); !committed.ok()) return std::move(committed).error();
  }
  return forget_ids(database, vault, unfinished);
}

Result<Holdings> read_holdings(Database& database, const IsOurs& is_ours, std::int64_t oldest_day) {
  Holdings holdings;
  const auto visited = database.for_each_live([&](const LiveCase& entry) {
    if (!is_ours(entry.tenant)) return;
    if (entry.state == CaseState::deleting) return note_deletion(entry.slot, entry.row, holdings.unfinished);
    holdings.live.push_back(entry);
  });
  if (!visited.ok()) return visited.error();
  const auto seen = database.for_each_source([&](const SourceCase& source, std::vector<SourceJob> jobs) {
    if (!is_ours(source.tenant)) return;
    if (source.is_forgotten) return note_forgotten_id(source, holdings.unfinished);
    holdings.owed.push_back({source, std::move(jobs)});
  });
  if (!seen.ok()) return seen.error();
  const auto past = database.for_each_tombstone(oldest_day, [&](const Tombstone& tombstone) {
    if (is_ours(tombstone.tenant)) holdings.tombstones.push_back(tombstone);
  });
  if (!past.ok()) return past.error();
  return holdings;
}

Result<vault::KeyAudit> audit_keys(Database& database, vault::Vault& vault) {
  std::vector<vault::SlotNumber> slots;
  const auto visited =
      database.for_each_live([&slots](const LiveCase& entry) { slots.push_back(entry.slot); });
  if (!visited.ok()) return visited.error();
  const auto seen = database.for_each_source(
      [&slots](const SourceCase& source, const std::vector<SourceJob>&) { slots.push_back(source.slot); });
  if (!seen.ok()) return seen.error();
  std::vector<Claim> tracking;
  if (auto read = read_days(database, tracking); !read.ok()) return std::move(read).error();
  for (const Claim& claim : tracking) slots.push_back(claim.slot);
  return vault.reconcile(slots);
}

Result<Recovery> recover(Database& database, vault::Vault& vault, const IsOurs& is_ours,
                         const std::function<void(LiveCase)>& visit) {
  auto claims = read_claims(database, is_ours, visit, vault.slot_use().used);
  if (!claims.ok()) return claims.error();
  if (auto checked = check_unshared(*claims); !checked.ok()) return std::move(checked).error();
  if (auto done = finish_deletions(database, vault, claims->unfinished); !done.ok())
    return std::move(done).error();

  Recovery recovery;
  recovery.redone = claims->unfinished.rows.size();
  std::vector<Claim> claimed = std::move(claims->live);
  for (const auto* others : {&claims->ids, &claims->tracking})
    claimed.insert(claimed.end(), others->begin(), others->end());
  auto audit = vault.reconcile(slots_of(claimed));
  if (!audit.ok()) return std::move(audit).error();
  recovery.keys = std::move(*audit);
  if (!recovery.keys.lost.empty()) std::ranges::sort(claimed);
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
