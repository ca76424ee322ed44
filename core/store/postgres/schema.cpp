#include "core/store/postgres/schema.hpp"

#include <array>
#include <span>

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

// A store of version N has seen the first N steps; each step is one transaction, statement by statement.
constexpr std::array<std::span<const char* const>, 4> kSteps = {kTables, kLeaving, kSessions, kTerms};
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

Result<void> run_step(Link& link, std::int64_t step) {
  std::vector<Statement> statements;
  for (const char* sql : kSteps[static_cast<std::size_t>(step)]) statements.push_back({sql});
  statements.push_back({"UPDATE hub_schema SET version = $1", Parameters().add(step + 1)});
  add_durable_commit(statements);
  const auto done = link.connection().run(std::move(statements));
  if (!done.ok()) link.roll_back();
  return done.ok() ? Result<void>() : Result<void>(done.error());
}

// `sql` gives the key files that the rows belong to, and the fence; the answer is the latter.
Result<std::int64_t> checked_fence(Link& link, Statement statement, const model::KeyedHash& keys) {
  std::vector<Statement> first;
  first.push_back(std::move(statement));
  const auto answers = link.begin("BEGIN", std::move(first));
  if (!answers.ok()) return answers.error();
  const Row row(answers->front(), 0);
  if (!row.is_null(0) && row.hash(0) != keys) {
    link.roll_back();
    return refusal("store_foreign", "the database belongs to a hub with other key files");
  }
  const std::int64_t fence = row.integer(1);
  std::vector<Statement> last;
  add_durable_commit(last);
  const auto done = link.connection().run(std::move(last));
  if (!done.ok()) return done.error();
  return fence;
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

Result<std::int64_t> claim(Link& link, const model::KeyedHash& keys) {
  return checked_fence(link,
                       {"UPDATE hub SET fence = fence + 1, keys = coalesce(keys, $1) RETURNING keys, fence",
                        Parameters().add(keys)},
                       keys);
}

Result<void> check_keys(Link& link, const model::KeyedHash& keys) {
  const auto checked = checked_fence(link, {"SELECT keys, fence FROM hub"}, keys);
  return checked.ok() ? Result<void>() : Result<void>(checked.error());
}

}  // namespace hub::store::postgres
