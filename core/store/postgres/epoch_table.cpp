#include "core/store/postgres/epoch_table.hpp"

#include "core/store/encoding.hpp"
#include "core/store/postgres/reader.hpp"

namespace hub::store::postgres {

using vault::EpochId;
using vault::KeyHolder;
using vault::KnownEpoch;
using vault::StoredKey;

namespace {

constexpr const char* kEpochs =
    "SELECT e.id, e.maker, e.born_at, e.died_at, h.file, h.node FROM epochs e"
    " LEFT JOIN epoch_holders h ON h.epoch = e.id ORDER BY e.born_at, e.id, h.file";
constexpr const char* kHold =
    "INSERT INTO epoch_holders(epoch, file, node) SELECT id, $2, $3 FROM epochs"
    " WHERE id = $1 AND died_at IS NULL FOR KEY SHARE"
    " ON CONFLICT(epoch, file) DO UPDATE SET node = excluded.node";
// Two statements: the second one sees what whoever held the lock before has committed.
constexpr const char* kLock =
    "SELECT 1 FROM epochs WHERE id = ANY($1) AND died_at IS NULL ORDER BY id FOR UPDATE";
constexpr const char* kShare = "SELECT 1 FROM epochs WHERE id = ANY($1) FOR KEY SHARE";
constexpr const char* kEnd =
    "UPDATE epochs e SET died_at = $2 WHERE e.id = ANY($1) AND e.died_at IS NULL"
    " AND NOT EXISTS(SELECT 1 FROM case_keys k WHERE k.epoch = e.id) RETURNING e.id";
constexpr const char* kLetGo = "DELETE FROM epoch_holders WHERE epoch = ANY($1) AND file = $2";
constexpr const char* kForget =
    "DELETE FROM epochs e WHERE e.id = ANY($1) AND e.died_at IS NOT NULL"
    " AND NOT EXISTS(SELECT 1 FROM epoch_holders h WHERE h.epoch = e.id)";
constexpr const char* kKeysUnder =
    "SELECT row, part, epoch, wrapped FROM case_keys WHERE epoch = ANY($1) AND (row, part) > ($2, $3)"
    " ORDER BY row, part LIMIT $4";
// Nothing is wrapped by an epoch that has ended; a key that was damaged belongs to none.
constexpr const char* kReplace =
    "UPDATE case_keys k SET epoch = n.to_epoch, wrapped = n.wrapped"
    " FROM unnest($1, $2, $3, $4, $5) AS n(row, part, from_epoch, to_epoch, wrapped)"
    " WHERE k.row = n.row AND k.part = n.part AND k.epoch = n.from_epoch AND (n.to_epoch = $6"
    " OR EXISTS(SELECT 1 FROM epochs e WHERE e.id = n.to_epoch AND e.died_at IS NULL))";
// What the database itself has lost is missed too.
constexpr const char* kSlotsOutside =
    "SELECT c.slot FROM cases c LEFT JOIN case_keys k ON k.row = c.row AND k.part = 0"
    " WHERE c.state <> 1 AND (k.row IS NULL OR k.epoch <> ALL($1))"
    " UNION ALL SELECT s.slot FROM source_cases s LEFT JOIN case_keys k ON k.row = s.row AND k.part = 1"
    " WHERE NOT s.is_forgotten AND (k.row IS NULL OR k.epoch <> ALL($1))"
    " UNION ALL SELECT d.slot FROM tracking_days d LEFT JOIN case_keys k ON k.row = d.id AND k.part = 2"
    " WHERE d.slot IS NOT NULL AND (k.row IS NULL OR k.epoch <> ALL($1))";

Column column_of(std::span<const EpochId> epochs) {
  Column ids(Type::bytes);
  for (const EpochId& epoch : epochs) ids.add_bytes(epoch);
  return ids;
}

KnownEpoch known_epoch_of(const Row& row) {
  KnownEpoch epoch;
  copy_bytes(row, 0, epoch.id);
  epoch.maker = row.text(1);
  epoch.born = to_time(row.integer(2));
  if (!row.is_null(3)) epoch.died = to_time(row.integer(3));
  return epoch;
}

StoredKey stored_key_of(const Row& row) {
  StoredKey key;
  key.row = row.integer(0);
  key.part = row.integer(1);
  copy_bytes(row, 2, key.epoch);
  copy_bytes(row, 3, key.wrapped);
  return key;
}

}  // namespace

Result<Answers> PostgresEpochTable::run(std::vector<Statement> statements) {
  Answers answers;
  const auto done = session_.run([&](Connection& connection) -> Result<void> {
    auto got = connection.run(std::move(statements));
    if (!got.ok()) return std::move(got).error();
    answers = std::move(*got);
    return {};
  });
  if (!done.ok()) return done.error();
  return answers;
}

Result<std::vector<KnownEpoch>> PostgresEpochTable::epochs() {
  std::vector<Statement> ask;
  ask.push_back({kEpochs});
  const auto answers = run(std::move(ask));
  if (!answers.ok()) return answers.error();
  std::vector<KnownEpoch> epochs;
  for (int at = 0; at < answers->front().rows(); ++at) {
    const Row row(answers->front(), at);
    KnownEpoch epoch = known_epoch_of(row);
    if (epochs.empty() || epochs.back().id != epoch.id) epochs.push_back(std::move(epoch));
    if (row.is_null(4)) continue;
    KeyHolder holder;
    copy_bytes(row, 4, holder.file);
    holder.node = row.text(5);
    epochs.back().holders.push_back(std::move(holder));
  }
  return epochs;
}

Result<void> PostgresEpochTable::begin(const EpochId& epoch, const KeyHolder& maker, WallTime now) {
  std::vector<Statement> begin;
  begin.push_back({"INSERT INTO epochs(id, maker, born_at) VALUES($1, $2, $3)",
                   Parameters().add_bytes(epoch).add_text(maker.node).add(to_integer(now))});
  begin.push_back({"INSERT INTO epoch_holders(epoch, file, node) VALUES($1, $2, $3)",
                   Parameters().add_bytes(epoch).add_bytes(maker.file).add_text(maker.node)});
  const auto done = run(std::move(begin));
  return done.ok() ? Result<void>() : Result<void>(done.error());
}

Result<void> PostgresEpochTable::hold(const EpochId& epoch, const KeyHolder& holder) {
  std::vector<Statement> hold;
  hold.push_back({kHold, Parameters().add_bytes(epoch).add_bytes(holder.file).add_text(holder.node)});
  const auto done = run(std::move(hold));
  if (!done.ok()) return done.error();
  if (done->front().changes() == 0) return invalid_error("epoch_over", "the epoch has ended");
  return {};
}

Result<std::vector<EpochId>> PostgresEpochTable::end(std::span<const EpochId> epochs, WallTime now) {
  const Column ids = column_of(epochs);
  std::vector<Statement> end;
  end.push_back({kLock, Parameters().add(ids)});
  end.push_back({kEnd, Parameters().add(ids).add(to_integer(now))});
  const auto answers = run(std::move(end));
  if (!answers.ok()) return answers.error();
  std::vector<EpochId> dead;
  for (int at = 0; at < answers->back().rows(); ++at)
    copy_bytes(Row(answers->back(), at), 0, dead.emplace_back());
  return dead;
}

Result<void> PostgresEpochTable::let_go(std::span<const EpochId> epochs, const KeyHolder& holder) {
  const Column ids = column_of(epochs);
  std::vector<Statement> let_go;
  let_go.push_back({kLetGo, Parameters().add(ids).add_bytes(holder.file)});
  let_go.push_back({kForget, Parameters().add(ids)});
  const auto done = run(std::move(let_go));
  return done.ok() ? Result<void>() : Result<void>(done.error());
}

Result<std::vector<StoredKey>> PostgresEpochTable::keys_under(std::span<const EpochId> epochs,
                                                              vault::StoredKeyPlace after,
                                                              std::uint32_t limit) {
  std::vector<Statement> ask;
  ask.push_back(
      {kKeysUnder,
       Parameters().add(column_of(epochs)).add(after.row).add(after.part).add(std::int64_t{limit})});
  const auto answers = run(std::move(ask));
  if (!answers.ok()) return answers.error();
  std::vector<StoredKey> keys;
  for (int at = 0; at < answers->front().rows(); ++at)
    keys.push_back(stored_key_of(Row(answers->front(), at)));
  return keys;
}

Result<void> PostgresEpochTable::replace(std::span<const vault::ReplacedKey> keys) {
  Column rows(Type::integer), parts(Type::integer), from(Type::bytes), to(Type::bytes), wrapped(Type::bytes);
  for (const vault::ReplacedKey& key : keys) {
    rows.add(key.row);
    parts.add(key.part);
    from.add_bytes(key.from);
    to.add_bytes(key.to);
    wrapped.add_bytes(key.wrapped);
  }
  std::vector<Statement> replace;
  replace.push_back({kShare, Parameters().add(to)});
  replace.push_back({kReplace, Parameters().add(rows).add(parts).add(from).add(to).add(wrapped).add_bytes(
                                   vault::kNoEpoch)});
  const auto done = run(std::move(replace));
  return done.ok() ? Result<void>() : Result<void>(done.error());
}

Result<std::vector<vault::SlotNumber>> PostgresEpochTable::slots_outside(std::span<const EpochId> epochs) {
  std::vector<Statement> ask;
  ask.push_back({kSlotsOutside, Parameters().add(column_of(epochs))});
  const auto answers = run(std::move(ask));
  if (!answers.ok()) return answers.error();
  std::vector<vault::SlotNumber> slots;
  for (int at = 0; at < answers->front().rows(); ++at)
    slots.push_back(static_cast<vault::SlotNumber>(answers->front().integer(at, 0)));
  return slots;
}

}  // namespace hub::store::postgres
