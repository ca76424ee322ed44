#include "core/store/postgres/schema.hpp"

#include <array>
#include <span>

#include "core/store/encoding.hpp"

namespace hub::store::postgres {

namespace {

constexpr std::int64_t kMigrationLock =
    0x6875'625f'7363'6865;  // any number that nobody else takes: "hub_sche"

// Every table that a case touches grows at its end: keys are the case's row, and no index orders by a hash.
// The sealed bytes lie apart from the slim table that is read at start, uncompressed since nothing compresses
// them. Texts are ordered by their bytes, as in every store. Rows that change have room beside them, so that
// no index changes.
constexpr std::array kTables = {
    "CREATE TABLE hub(one BOOLEAN PRIMARY KEY DEFAULT true CHECK(one), keys BYTEA, fence BIGINT NOT NULL "
    "DEFAULT 0,"
    " commits BIGINT NOT NULL DEFAULT 0) WITH (fillfactor = 10)",
    "INSERT INTO hub DEFAULT VALUES",
    R"(CREATE TABLE tenants(
      id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name TEXT COLLATE "C" NOT NULL UNIQUE))",
    R"(CREATE TABLE lanes(
      id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      tenant BIGINT NOT NULL,
      target TEXT COLLATE "C" NOT NULL,
      UNIQUE(tenant, target)))",
    R"(CREATE TABLE mapping_versions(
      version BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name TEXT NOT NULL,
      text TEXT NOT NULL))",
    R"(CREATE TABLE publications(
      lane BIGINT NOT NULL,
      number BIGINT NOT NULL,
      version BIGINT NOT NULL,
      at BIGINT NOT NULL,
      origin SMALLINT NOT NULL,
      author TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      PRIMARY KEY(lane, number)))",
    "CREATE SEQUENCE case_rows",
    R"(CREATE TABLE cases(
      row BIGINT PRIMARY KEY,
      tenant BIGINT NOT NULL,
      kind SMALLINT NOT NULL,
      state SMALLINT NOT NULL DEFAULT 0,
      slot BIGINT NOT NULL,
      case_ref BYTEA NOT NULL,
      event_ref BYTEA NOT NULL,
      fingerprint BYTEA NOT NULL,
      received_at BIGINT NOT NULL,
      hold_until BIGINT NOT NULL,
      kept_until BIGINT NOT NULL DEFAULT 0,
      held_from BIGINT NOT NULL DEFAULT 0,
      held_to BIGINT NOT NULL DEFAULT 0) WITH (fillfactor = 70))",
    "CREATE TABLE contents(row BIGINT PRIMARY KEY, sealed BYTEA NOT NULL)",
    "ALTER TABLE contents ALTER COLUMN sealed SET STORAGE EXTERNAL",
    R"(CREATE TABLE merged_events(
      row BIGINT NOT NULL,
      number BIGINT GENERATED ALWAYS AS IDENTITY,
      event_ref BYTEA NOT NULL,
      fingerprint BYTEA NOT NULL,
      PRIMARY KEY(row, number)))",
    R"(CREATE TABLE deliveries(
      row BIGINT NOT NULL,
      lane BIGINT NOT NULL,
      mapping BIGINT NOT NULL,
      accepted_mapping BIGINT NOT NULL DEFAULT 0,
      required BOOLEAN NOT NULL,
      state SMALLINT NOT NULL DEFAULT 0,
      attempts BIGINT NOT NULL DEFAULT 0,
      next_attempt BIGINT NOT NULL DEFAULT 0,
      changed_at BIGINT NOT NULL,
      error_kind SMALLINT,
      error_code TEXT COLLATE "C",
      error_message TEXT,
      error_fields TEXT,
      footprint BYTEA NOT NULL DEFAULT '',
      redactions TEXT NOT NULL DEFAULT '',
      PRIMARY KEY(row, lane)) WITH (fillfactor = 40))",
    R"(CREATE TABLE delivery_events(
      row BIGINT NOT NULL,
      lane BIGINT NOT NULL,
      number BIGINT GENERATED ALWAYS AS IDENTITY,
      at BIGINT NOT NULL,
      state SMALLINT NOT NULL,
      code TEXT NOT NULL,
      message TEXT NOT NULL,
      PRIMARY KEY(row, lane, number)))",
    "CREATE TABLE certificates(idx BIGINT PRIMARY KEY, entry TEXT NOT NULL)",
    R"(CREATE TABLE tombstones(
      day BIGINT NOT NULL,
      number BIGINT GENERATED ALWAYS AS IDENTITY,
      tenant BIGINT NOT NULL,
      certificate BIGINT NOT NULL,
      case_ref BYTEA NOT NULL,
      event_ref BYTEA NOT NULL,
      fingerprint BYTEA NOT NULL,
      PRIMARY KEY(day, number)))",
    R"(CREATE TABLE source_cases(
      row BIGINT PRIMARY KEY,
      tenant BIGINT NOT NULL,
      case_ref BYTEA NOT NULL,
      slot BIGINT NOT NULL,
      sealed BYTEA NOT NULL,
      is_forgotten BOOLEAN NOT NULL DEFAULT false))",
    R"(CREATE TABLE source_jobs(
      row BIGINT NOT NULL,
      task SMALLINT NOT NULL,
      is_dead_letter BOOLEAN NOT NULL DEFAULT false,
      attempts BIGINT NOT NULL DEFAULT 0,
      next_attempt BIGINT NOT NULL DEFAULT 0,
      made_at BIGINT NOT NULL,
      outcome TEXT NOT NULL,
      certificate BIGINT NOT NULL,
      PRIMARY KEY(row, task)))",
    R"(CREATE TABLE audit(
      number BIGINT PRIMARY KEY,
      at BIGINT NOT NULL,
      who TEXT NOT NULL,
      key TEXT NOT NULL,
      role TEXT NOT NULL,
      reach TEXT NOT NULL,
      operation TEXT NOT NULL,
      tenant TEXT COLLATE "C" NOT NULL,
      resource TEXT NOT NULL,
      result BIGINT,
      outcome TEXT NOT NULL DEFAULT ''))",
    // Whoever reaches the table through this hub can add to it, and conclude an entry once.
    R"(CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'UPDATE' THEN
          IF OLD.result IS NULL AND (NEW.number, NEW.at, NEW.who, NEW.key, NEW.role, NEW.reach, NEW.operation,
             NEW.tenant, NEW.resource) = (OLD.number, OLD.at, OLD.who, OLD.key, OLD.role, OLD.reach, OLD.operation,
             OLD.tenant, OLD.resource) THEN
            RETURN NEW;
          END IF;
        END IF;
        RAISE EXCEPTION 'the audit log is append-only';
      END $$)",
    "CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION "
    "audit_stays()",
    "CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()",
    R"(CREATE TABLE secrets(
      tenant TEXT COLLATE "C" NOT NULL,
      name TEXT COLLATE "C" NOT NULL,
      version BIGINT NOT NULL,
      sealed BYTEA NOT NULL,
      set_at BIGINT NOT NULL,
      set_by TEXT NOT NULL,
      PRIMARY KEY(tenant, name)))",
    R"(CREATE TABLE resources(
      kind TEXT COLLATE "C" NOT NULL,
      tenant TEXT COLLATE "C" NOT NULL,
      name TEXT COLLATE "C" NOT NULL,
      version BIGINT NOT NULL,
      text TEXT NOT NULL,
      author TEXT NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY(kind, tenant, name, version)))"};

constexpr const char* kLeaving[] = {
    R"(CREATE TABLE removals(
      tenant TEXT COLLATE "C" PRIMARY KEY,
      expires BOOLEAN NOT NULL,
      begun_at BIGINT NOT NULL,
      begun_by TEXT NOT NULL))",
    R"(CREATE TABLE admin_keys(
      id TEXT COLLATE "C" PRIMARY KEY,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      tenant TEXT COLLATE "C" NOT NULL,
      partner TEXT COLLATE "C" NOT NULL,
      argon2id TEXT NOT NULL,
      expires BIGINT,
      made_at BIGINT NOT NULL,
      made_by TEXT NOT NULL))"};

// Which cases belong to a session, for erasure requests. No index orders by a hash: these are rare.
constexpr std::array kSessions = {R"(CREATE TABLE session_traces(
      day BIGINT NOT NULL,
      number BIGINT GENERATED ALWAYS AS IDENTITY,
      tenant BIGINT NOT NULL,
      session_ref BYTEA NOT NULL,
      sealed_case_id BYTEA NOT NULL,
      PRIMARY KEY(day, number)))"};

// The terms of targets. The last ones of each are those of now.
constexpr std::array kTerms = {R"(CREATE TABLE terms(
      tenant TEXT COLLATE "C" NOT NULL,
      target TEXT COLLATE "C" NOT NULL,
      number BIGINT NOT NULL,
      since BIGINT NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY(tenant, target, number)))"};

// Visitor tracking: days of tenants with their sealed keys, and events sealed under these.
constexpr std::array kTracking = {
    R"(CREATE TABLE tracking_days(
      id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      tenant TEXT COLLATE "C" NOT NULL,
      day BIGINT NOT NULL,
      slot BIGINT,
      sealed_key BYTEA NOT NULL,
      events BIGINT NOT NULL DEFAULT 0))",
    R"(CREATE TABLE tracking_events(
      number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      day_id BIGINT NOT NULL,
      event_ref BYTEA NOT NULL UNIQUE,
      session_ref BYTEA NOT NULL,
      sealed BYTEA NOT NULL))",
    "CREATE INDEX tracking_by_day ON tracking_events(day_id)"};

// The type of a case, by a keyed hash; zeros where it says none.
constexpr std::array kCaseTypes = {
    "ALTER TABLE cases ADD COLUMN type_ref BYTEA NOT NULL DEFAULT '\\x00000000000000000000000000000000'"};

// Wrapped keys lie beside the cases, so that wrapping one anew does not touch its case, and none of them
// without the epoch that wraps it. An epoch's holders are the slot files that may have its key.
constexpr std::array kKeys = {
    R"(CREATE TABLE epochs(
      id BYTEA PRIMARY KEY,
      maker TEXT NOT NULL,
      born_at BIGINT NOT NULL,
      died_at BIGINT))",
    R"(CREATE TABLE epoch_holders(
      epoch BYTEA NOT NULL,
      file BYTEA NOT NULL,
      node TEXT NOT NULL,
      PRIMARY KEY(epoch, file)))",
    R"(CREATE TABLE case_keys(
      row BIGINT NOT NULL,
      part SMALLINT NOT NULL,
      epoch BYTEA NOT NULL,
      wrapped BYTEA NOT NULL,
      PRIMARY KEY(row, part)))",
    "CREATE INDEX case_keys_by_epoch ON case_keys(epoch, row, part)"};

// The nodes that write, each under a fence of its own, and what each owns: what a node owns goes with it.
// Rows that are written with every transaction have their page for themselves. A row of `sequencer` is locked
// by whoever adds to a log whose numbers have no gaps; that of the administration counts its changes.
constexpr std::array kNodes = {
    R"(CREATE TABLE nodes(
      name TEXT COLLATE "C" PRIMARY KEY,
      address TEXT NOT NULL,
      version TEXT NOT NULL,
      since BIGINT NOT NULL,
      fence BIGINT NOT NULL,
      commits BIGINT NOT NULL DEFAULT 0,
      beats BIGINT NOT NULL DEFAULT 0,
      leaving BOOLEAN NOT NULL DEFAULT false) WITH (fillfactor = 10))",
    R"(CREATE TABLE owners(
      tenant TEXT COLLATE "C" PRIMARY KEY,
      node TEXT COLLATE "C" NOT NULL REFERENCES nodes(name) ON DELETE CASCADE))",
    "CREATE TABLE sequencer(log TEXT PRIMARY KEY, number BIGINT NOT NULL DEFAULT 0)",
    "INSERT INTO sequencer(log) VALUES('certificates'), ('audit'), ('administration')"};

// Lanes that were paused by hand.
constexpr std::array kPauses = {R"(CREATE TABLE paused_lanes(
      tenant TEXT COLLATE "C" NOT NULL,
      target TEXT COLLATE "C" NOT NULL,
      PRIMARY KEY(tenant, target)))"};

// A tenant that is being taken out may move to another cell.
constexpr std::array kMoves = {"ALTER TABLE removals ADD COLUMN moves BOOLEAN NOT NULL DEFAULT false"};

// A store of version N has seen the first N steps; each step is one transaction, statement by statement.
constexpr std::array<std::span<const char* const>, 10> kSteps = {
    kTables, kLeaving, kSessions, kTerms, kTracking, kCaseTypes, kKeys, kNodes, kPauses, kMoves};
constexpr std::int64_t kLastWithoutKeys = 6;
constexpr auto kSchemaVersion = static_cast<std::int64_t>(kSteps.size());

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

// The version, with everybody else who would change it kept waiting until the transaction ends.
Result<std::int64_t> begin_migration(Link& link) {
  std::vector<Statement> first;
  first.push_back({"SELECT pg_advisory_xact_lock($1)", Parameters().add(kMigrationLock)});
  first.push_back(
      {"CREATE TABLE IF NOT EXISTS hub_schema(one BOOLEAN PRIMARY KEY DEFAULT true CHECK(one),"
       " version BIGINT NOT NULL)"});
  first.push_back({"INSERT INTO hub_schema(version) VALUES(0) ON CONFLICT DO NOTHING"});
  first.push_back({"SELECT version FROM hub_schema"});
  const auto answers = link.begin("BEGIN", std::move(first));
  if (!answers.ok()) return answers.error();
  return answers->back().integer(0, 0);
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

Result<void> run_step(Link& link, std::int64_t step) {
  if (step == kLastWithoutKeys) {
    if (auto checked = check_nothing_waits(link); !checked.ok()) return checked;
  }

  std::vector<Statement> statements;
  for (const char* sql : kSteps[static_cast<std::size_t>(step)]) statements.push_back({sql});
  statements.push_back({"UPDATE hub_schema SET version = $1", Parameters().add(step + 1)});
  add_durable_commit(statements);
  const auto done = link.connection().run(std::move(statements));
  if (!done.ok()) link.roll_back();
  return done.ok() ? Result<void>() : Result<void>(done.error());
}

// Begins a transaction with `statement`, which gives the key files that the rows belong to, and then the
// fence; the answer is the latter.
Result<std::int64_t> begin_with_keys(Link& link, Statement statement, const model::KeyedHash& keys) {
  std::vector<Statement> first;
  first.push_back(std::move(statement));
  const auto answers = link.begin("BEGIN", std::move(first));
  if (!answers.ok()) return answers.error();
  const Row row(answers->front(), 0);
  if (row.is_null(0) || row.hash(0) == keys) return row.integer(1);
  link.roll_back();
  return refusal("store_foreign", "the database belongs to a hub with other key files");
}

// Whoever bears the name waits at its row, and then finds another fence there.
Statement enter(const NodeSelf& self, std::int64_t fence) {
  return {
      "INSERT INTO nodes(name, address, version, since, fence) VALUES($1, $2, $3, $4, $5)"
      " ON CONFLICT (name) DO UPDATE SET address = excluded.address, version = excluded.version,"
      " since = excluded.since, fence = excluded.fence, beats = nodes.beats + 1, leaving = false",
      Parameters()
          .add_text(self.name)
          .add_text(self.address)
          .add_text(self.version)
          .add(to_integer(self.since))
          .add(fence)};
}

}  // namespace

std::int64_t schema_version() {
  return kSchemaVersion;
}

Result<void> prepare_schema(Link& link) {
  if (auto checked = check_server(link); !checked.ok()) return checked;
  for (;;) {
    const auto version = begin_migration(link);
    if (!version.ok()) return version.error();
    if (*version < kSchemaVersion) {
      if (auto done = run_step(link, *version); !done.ok()) return done;
      continue;
    }
    const auto ended = link.connection().run(Statement{"COMMIT"});
    if (!ended.ok()) return ended.error();
    if (*version == kSchemaVersion) return {};
    return refusal("schema_newer", "the store has schema version " + std::to_string(*version) +
                                       ", this hub knows " + std::to_string(kSchemaVersion) +
                                       ": it was written by a later hub");
  }
}

Result<std::int64_t> claim(Link& link, const model::KeyedHash& keys, const NodeSelf& self) {
  const auto fence =
      begin_with_keys(link,
                      {"UPDATE hub SET fence = fence + 1, keys = coalesce(keys, $1) RETURNING keys, fence",
                       Parameters().add(keys)},
                      keys);
  if (!fence.ok()) return fence;
  std::vector<Statement> last;
  last.push_back(enter(self, *fence));
  add_durable_commit(last);
  const auto done = link.connection().run(std::move(last));
  if (!done.ok()) {
    link.roll_back();
    return done.error();
  }
  return fence;
}

Result<void> check_keys(Link& link, const model::KeyedHash& keys) {
  const auto checked = begin_with_keys(link, {"SELECT keys, fence FROM hub"}, keys);
  if (!checked.ok()) return checked.error();
  link.roll_back();
  return {};
}

}  // namespace hub::store::postgres
