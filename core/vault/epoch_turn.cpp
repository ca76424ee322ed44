#include "core/vault/epoch_turn.hpp"

#include <algorithm>
#include <set>

#include "core/base/crash_point.hpp"
#include "core/vault/stored_key.hpp"

namespace hub::vault {

namespace {

constexpr std::uint32_t kKeysAtOnce = 4096;

}  // namespace

// A wall clock that was set back must not keep an epoch alive.
bool EpochTurn::is_over(WallTime born) const {
  const WallTime now = parts_.clock.wall_now();
  return now < born || now - born >= settings_.epoch_length;
}

// The same, but the clocks of nodes differ a little.
std::chrono::milliseconds EpochTurn::age(WallTime born) const {
  const auto age = parts_.clock.wall_now() - born;
  return age < -milliseconds(settings_.epoch_length) ? milliseconds::max() : age;
}

// By then its maker seals under another one, and if it can it has emptied this one. A wall clock that is
// wrong must not end what another node has just begun.
bool EpochTurn::is_old(const KnownEpoch& epoch) const {
  if (is_own(epoch)) return age(epoch.born) >= kEpochsToLive * settings_.epoch_length;
  return age(epoch.born) >= kEpochsToLive * settings_.epoch_length + kForeignGrace &&
         seen_for(epoch.id) >= settings_.epoch_length + kTurnInterval;
}

milliseconds EpochTurn::seen_for(const EpochId& epoch) const {
  const auto since = seen_since_.find(epoch);
  if (since == seen_since_.end()) return milliseconds(0);
  return std::chrono::floor<milliseconds>(parts_.clock.now() - since->second);
}

void EpochTurn::remember(const std::vector<KnownEpoch>& known) {
  std::map<EpochId, MonotonicTime> since;
  for (const KnownEpoch& epoch : known) {
    const auto before = seen_since_.find(epoch.id);
    since.emplace(epoch.id, before == seen_since_.end() ? parts_.clock.now() : before->second);
  }
  seen_since_ = std::move(since);
}

bool EpochTurn::is_in_use(const EpochId& epoch) const {
  const std::lock_guard lock(parts_.mutex);
  const EpochMemory& memory = parts_.memory;
  return memory.current == epoch || memory.pending == epoch ||
         std::ranges::any_of(memory.pins, [&](const auto& pin) { return pin.second == epoch; });
}

std::vector<EpochId> EpochTurn::held() const {
  const std::lock_guard lock(parts_.mutex);
  return parts_.epochs.held();
}

// As long as a key is held its epoch has a row: a table that knows none of them is not the one.
Result<void> EpochTurn::check_table(const std::vector<KnownEpoch>& known) const {
  const auto keys = held();
  const auto is_held = [&](const KnownEpoch& epoch) { return std::ranges::binary_search(keys, epoch.id); };
  if (keys.empty() || std::ranges::any_of(known, is_held)) return {};
  return key_files_error(
      "the database knows none of the epochs in epochs.keys: it is another one, or an older one that was "
      "restored; in the latter case remove epochs.keys");
}

Result<void> EpochTurn::join() {
  const auto known = parts_.table.epochs();
  if (!known.ok()) return known.error();
  if (auto checked = check_table(*known); !checked.ok()) return checked;
  if (auto done = overwrite_dead(*known); !done.ok()) return done;
  forget_overwritten();  // nothing was read yet
  remember(*known);
  note(*known);
  return begin();
}

Result<void> EpochTurn::run() {
  forget_overwritten();
  const auto known = parts_.table.epochs();
  if (!known.ok()) return known.error();
  remember(*known);
  if (auto done = overwrite_dead(*known); !done.ok()) return done;
  if (auto begun = begin_when_due(); !begun.ok()) return begun;
  note(*known);
  // What is emptied now ends at the next turn: a row that was read with its old key is opened by then.
  if (auto done = end_what_is_empty(*known); !done.ok()) return done;
  return wrap_anew_what_is_old(*known);
}

void EpochTurn::forget_overwritten() {
  const std::lock_guard lock(parts_.mutex);
  parts_.memory.overwritten.clear();
}

Result<void> EpochTurn::overwrite(const std::vector<EpochId>& dead) {
  {
    const std::lock_guard lock(parts_.mutex);
    EpochMemory& memory = parts_.memory;
    for (const EpochId& epoch : dead) {
      if (memory.current == epoch) memory.current.reset();
      if (memory.pending == epoch) memory.pending.reset();
      memory.overwritten.insert(epoch);
    }
  }
  return parts_.epochs.overwrite(dead, parts_.mutex);
}

Result<void> EpochTurn::begin_when_due() {
  {
    const std::lock_guard lock(parts_.mutex);
    EpochMemory& memory = parts_.memory;
    const auto last = memory.pending ? memory.pending : memory.current;
    // A wall clock that was set has waited for nobody.
    const bool waits = memory.pending && parts_.clock.now() - begun_at_ < settings_.epoch_length;
    if (waits || (last && !is_over(parts_.epochs.born(*last)))) return {};
    // No peer took it for a whole epoch: better held by one node than one key for too long.
    if (memory.pending) memory.use_pending();
  }
  return begin();
}

// The table has it before the key lies anywhere: what the table does not have is dead.
Result<void> EpochTurn::begin() {
  EpochId epoch;
  parts_.random.fill(epoch);
  const WallTime now = parts_.clock.wall_now();
  if (auto begun = parts_.table.begin(epoch, self_, now); !begun.ok()) return begun;
  crash_point("epoch.begun");
  SecretKey key;
  parts_.random.fill(key.bytes());
  if (auto added = parts_.epochs.add(epoch, now, key.view(), parts_.mutex); !added.ok()) return added;
  begun_at_ = parts_.clock.now();
  const std::lock_guard lock(parts_.mutex);
  parts_.memory.pending = epoch;
  if (!settings_.has_peers) parts_.memory.use_pending();
  return {};
}

// Also what the table has forgotten: everybody else has let it go.
Result<void> EpochTurn::overwrite_dead(const std::vector<KnownEpoch>& known) {
  std::set<EpochId> alive;
  std::vector<EpochId> dead, owed;
  for (const KnownEpoch& epoch : known) {
    if (!epoch.died) alive.insert(epoch.id);
    if (epoch.died && std::ranges::find(epoch.holders, self_.file, &KeyHolder::file) != epoch.holders.end())
      owed.push_back(epoch.id);
  }
  for (const EpochId& epoch : held()) {
    if (!alive.contains(epoch)) dead.push_back(epoch);
  }
  if (auto done = overwrite(dead); !done.ok()) return done;
  if (owed.empty()) return {};
  crash_point("epoch.overwritten");
  return parts_.table.let_go(owed, self_);
}

Result<void> EpochTurn::wrap_anew_what_is_old(const std::vector<KnownEpoch>& known) {
  {
    const std::lock_guard lock(parts_.mutex);
    if (!parts_.memory.current) return {};
  }
  std::vector<EpochId> old;
  const auto keys = held();
  for (const KnownEpoch& epoch : known) {
    const bool is_held = std::ranges::binary_search(keys, epoch.id);
    if (!epoch.died && is_held && !is_in_use(epoch.id) && is_old(epoch)) old.push_back(epoch.id);
  }
  return old.empty() ? Result<void>() : wrap_anew_under(old);
}

Result<void> EpochTurn::wrap_anew_under(const std::vector<EpochId>& old) {
  StoredKeyPlace after;
  for (;;) {
    const auto keys = parts_.table.keys_under(old, after, kKeysAtOnce);
    if (!keys.ok()) return keys.error();
    if (keys->empty()) return {};
    after = {keys->back().row, keys->back().part};
    const auto replaced = wrapped_anew(*keys);
    if (auto done = parts_.table.replace(replaced); !done.ok()) return done;
    crash_point("epoch.wrapped_anew");
  }
}

// A key that does not open is lost already. It is taken from its epoch, which would otherwise never end.
std::vector<ReplacedKey> EpochTurn::wrapped_anew(std::span<const StoredKey> keys) {
  std::vector<ReplacedKey> replaced;
  const std::lock_guard lock(parts_.mutex);
  EpochMemory& memory = parts_.memory;
  const KeyView current = *parts_.epochs.find(*memory.current);
  for (const StoredKey& key : keys) {
    const auto wrapping = parts_.epochs.find(key.epoch);
    auto bytes = wrapping ? wrap_anew(*wrapping, key.wrapped, current, *memory.current, parts_.random)
                          : std::optional<SlotBytes>();
    if (!bytes) ++memory.seen.damaged_keys;
    replaced.push_back(
        {key.row, key.part, key.epoch, bytes ? *memory.current : kNoEpoch, bytes ? *bytes : SlotBytes{}});
  }
  return replaced;
}

// Dead in the table first: from then on nobody can store a key under it, whatever became of this node.
Result<void> EpochTurn::end_what_is_empty(const std::vector<KnownEpoch>& known) {
  std::vector<EpochId> ending;
  for (const KnownEpoch& epoch : known) {
    const bool may_end = is_own(epoch) ? !is_in_use(epoch.id) : is_old(epoch);
    if (!epoch.died && may_end) ending.push_back(epoch.id);
  }
  if (ending.empty()) return {};
  const auto dead = parts_.table.end(ending, parts_.clock.wall_now());
  if (!dead.ok()) return dead.error();
  if (dead->empty()) return {};
  crash_point("epoch.ended");
  if (auto done = overwrite(*dead); !done.ok()) return done;
  crash_point("epoch.overwritten");
  return parts_.table.let_go(*dead, self_);
}

void EpochTurn::note(const std::vector<KnownEpoch>& known) {
  const auto keys = held();
  std::set<std::string> unsettled;
  std::vector<EpochId> missing;
  for (const KnownEpoch& epoch : known) {
    if (!epoch.died && !std::ranges::binary_search(keys, epoch.id)) missing.push_back(epoch.id);
    if (!epoch.died || age(*epoch.died) < settings_.epoch_length) continue;
    for (const KeyHolder& holder : epoch.holders) {
      if (holder.file != self_.file) unsettled.insert(holder.node);
    }
  }
  const std::lock_guard lock(parts_.mutex);
  parts_.memory.seen.missing = std::move(missing);
  parts_.memory.seen.unsettled.assign(unsettled.begin(), unsettled.end());
}

Result<void> EpochTurn::take(const EpochId& epoch, WallTime born, KeyView key) {
  {
    const std::lock_guard lock(parts_.mutex);
    if (parts_.epochs.find(epoch)) return {};
  }
  if (auto held = parts_.table.hold(epoch, self_); !held.ok()) return held;
  return parts_.epochs.add(epoch, born, key, parts_.mutex);
}

Result<std::vector<SlotNumber>> EpochTurn::slots_outside() {
  return parts_.table.slots_outside(held());
}

}  // namespace hub::vault
