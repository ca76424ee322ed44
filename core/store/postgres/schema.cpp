#include "core/store/postgres/schema.hpp"

#include "core/store/encoding.hpp"

namespace hub::store::postgres {

namespace {

constexpr std::int64_t kMigrationLock =
    0x6875'625f'7363'6865;  // any number that nobody else takes: "hub_sche"

constexpr std::int64_t kLastWithoutKeys = 6;
constexpr std::int64_t kFirstThatTells = 11;  // of every node, which steps it knows

// Columns version and works_from of hub_schema; the latter came late.
constexpr const char* kLookAtStored =
    "SELECT version, coalesce((to_jsonb(hub_schema) ->> 'works_from')::bigint, version) FROM hub_schema";
// The same, and they stay as they are until the transaction ends.
constexpr const char* kHoldStored =
    "SELECT version, coalesce((to_jsonb(hub_schema) ->> 'works_from')::bigint, version) FROM hub_schema"
    " FOR UPDATE";

struct Stored {
  std::int64_t version = 0, works_from = 0;
};

Stored stored_in(const Answer& answer) {
  const Row row(answer, 0);
  return {row.integer(0), row.integer(1)};
}

Error refusal(std::string code, std::string message) {
  Error error = config_error(std::move(message));
  error.code = std::move(code);
  return error;
}

Result<void> check_server(Link& link) {
  std::vector<Statement> ask;
  ask.push_back({"SELECT current_setting('server_encoding'), current_setting('fsync')"});
  ask.push_back({"COMMIT"});
  const auto answers = link.begin("BEGIN", std::move(ask));
  if (!answers.ok()) return answers.error();
  const Row row(answers->front(), 0);
  if (row.text(0) != "UTF8")
    return refusal("store_unsafe",
                   "the database keeps texts as " + std::string(row.text(0)) + ", not as UTF8");
  if (row.text(1) != "on")
    return refusal("store_unsafe", "PostgreSQL runs with fsync=off: it does not keep what it acknowledges");
  return {};
}

// A later hub may have changed the tables; `known` says how many steps this one knows.
Result<void> check_known(const Stored& stored, std::int64_t known) {
  if (stored.version <= known || stored.works_from <= known) return {};
  return refusal("schema_newer", "the store has schema version " + std::to_string(stored.version) +
                                     ", with which hubs work that know " + std::to_string(stored.works_from) +
                                     ", this hub knows " + std::to_string(known) +
                                     ": it was written by a later hub");
}

// What is stored, with everybody else who would change it, or enter, kept waiting until the transaction ends.
Result<Stored> begin_migration(Link& link) {
  std::vector<Statement> first;
  first.push_back({"SELECT pg_advisory_xact_lock($1)", Parameters().add(kMigrationLock)});
  first.push_back(
      {"CREATE TABLE IF NOT EXISTS hub_schema(one BOOLEAN PRIMARY KEY DEFAULT true CHECK(one),"
       " version BIGINT NOT NULL)"});
  first.push_back({"INSERT INTO hub_schema(version) VALUES(0) ON CONFLICT DO NOTHING"});
  first.push_back({kHoldStored});
  const auto answers = link.begin("BEGIN", std::move(first));
  if (!answers.ok()) return answers.error();
  return stored_in(answers->back());
}

// The keys of what is sealed there are in the slot files of one hub, from where nothing brings them into the
// database.
Result<void> check_nothing_waits(Link& link) {
  const auto waits = link.connection().run(
      Statement{"SELECT EXISTS(SELECT 1 FROM cases) OR EXISTS(SELECT 1 FROM source_cases)"
                " OR EXISTS(SELECT 1 FROM tracking_days)"});
  if (waits.ok() && waits->integer(0, 0) == 0) return {};
  link.roll_back();
  if (!waits.ok()) return waits.error();
  return refusal(
      "store_not_empty",
      "cases wait in the database, or visitor tracking is kept there, whose keys an earlier hub keeps beside "
      "itself: let that hub deliver or discard and purge them first");
}

// Nodes that know less than `works_from` steps would go on with tables that are no longer theirs. Whoever
// bears this node's own name ends anyway.
Result<void> check_others(Link& link, std::int64_t works_from, const std::string& self) {
  const auto others = link.connection().run(
      Statement{"SELECT name, version FROM nodes WHERE schema < $1 AND name <> $2 ORDER BY name",
                Parameters().add(works_from).add_text(self)});
  if (others.ok() && others->rows() == 0) return {};
  link.roll_back();
  if (!others.ok()) return others.error();
  std::string list;
  for (int at = 0; at < others->rows(); ++at) {
    const Row row(*others, at);
    list += (at == 0 ? "" : ", ") + std::string(row.text(0)) + " (" + std::string(row.text(1)) + ')';
  }
  return refusal("older_nodes", "hubs that cannot work with the tables of this version are there: " + list +
                                    "; it starts once they have stopped");
}

Result<void> run_step(Link& link, const Step& step, const Stored& before, const std::string& self) {
  if (before.version == kLastWithoutKeys) {
    if (auto checked = check_nothing_waits(link); !checked.ok()) return checked;
  }
  if (before.version >= kFirstThatTells) {
    if (auto checked = check_others(link, step.works_from, self); !checked.ok()) return checked;
  }
  std::vector<Statement> statements;
  // Whoever writes has its row of `nodes` first, and only then other tables: so has whoever changes them.
  if (before.version >= kFirstThatTells) statements.push_back({"LOCK TABLE nodes"});
  for (const char* sql : step.statements) statements.push_back({sql});
  const std::int64_t version = before.version + 1;
  statements.push_back({"UPDATE hub_schema SET version = $1", Parameters().add(version)});
  if (version >= kFirstThatTells)
    statements.push_back(
        {"UPDATE hub_schema SET works_from = greatest(works_from, $1)", Parameters().add(step.works_from)});
  add_durable_commit(statements);
  const auto done = link.connection().run(std::move(statements));
  if (!done.ok()) link.roll_back();
  return done.ok() ? Result<void>() : Result<void>(done.error());
}

// Begins a transaction with `stored`, as above, and `statement`, which gives the key files that the rows
// belong to, and then the fence; the answer is the latter.
Result<std::int64_t> begin_with_keys(Link& link, const char* stored, Statement statement,
                                     const model::KeyedHash& keys, std::int64_t known) {
  std::vector<Statement> first;
  first.push_back({stored});
  first.push_back(std::move(statement));
  const auto answers = link.begin("BEGIN", std::move(first));
  if (!answers.ok()) return answers.error();
  if (auto checked = check_known(stored_in(answers->front()), known); !checked.ok()) {
    link.roll_back();
    return std::move(checked).error();
  }
  const Row row(answers->back(), 0);
  if (row.is_null(0) || row.hash(0) == keys) return row.integer(1);
  link.roll_back();
  return refusal("store_foreign", "the database belongs to a hub with other key files");
}

// Whoever bears the name waits at its row, and then finds another fence there.
Statement enter(const NodeSelf& self, std::int64_t fence, std::int64_t known) {
  return {
      "INSERT INTO nodes(name, address, version, since, fence, schema) VALUES($1, $2, $3, $4, $5, $6)"
      " ON CONFLICT (name) DO UPDATE SET address = excluded.address, version = excluded.version,"
      " since = excluded.since, fence = excluded.fence, beats = nodes.beats + 1, leaving = false,"
      " schema = excluded.schema",
      Parameters()
          .add_text(self.name)
          .add_text(self.address)
          .add_text(self.version)
          .add(to_integer(self.since))
          .add(fence)
          .add(known)};
}

}  // namespace

Result<void> prepare_schema(Link& link, std::span<const Step> steps, const std::string& self) {
  if (auto checked = check_server(link); !checked.ok()) return checked;
  const std::int64_t known = std::ssize(steps);
  for (;;) {
    const auto stored = begin_migration(link);
    if (!stored.ok()) return stored.error();
    if (stored->version < known) {
      const Step& next = steps[static_cast<std::size_t>(stored->version)];
      if (auto done = run_step(link, next, *stored, self); !done.ok()) return done;
      continue;
    }
    const auto ended = link.connection().run(Statement{"COMMIT"});
    if (!ended.ok()) return ended.error();
    return check_known(*stored, known);
  }
}

Result<std::int64_t> claim(Link& link, const model::KeyedHash& keys, const NodeSelf& self,
                           std::int64_t known) {
  const auto fence =
      begin_with_keys(link, kHoldStored,
                      {"UPDATE hub SET fence = fence + 1, keys = coalesce(keys, $1) RETURNING keys, fence",
                       Parameters().add(keys)},
                      keys, known);
  if (!fence.ok()) return fence;
  std::vector<Statement> last;
  last.push_back(enter(self, *fence, known));
  add_durable_commit(last);
  const auto done = link.connection().run(std::move(last));
  if (!done.ok()) {
    link.roll_back();
    return done.error();
  }
  return fence;
}

Result<void> check_keys(Link& link, const model::KeyedHash& keys, std::int64_t known) {
  const auto checked = begin_with_keys(link, kLookAtStored, {"SELECT keys, fence FROM hub"}, keys, known);
  if (!checked.ok()) return checked.error();
  link.roll_back();
  return {};
}

}  // namespace hub::store::postgres
