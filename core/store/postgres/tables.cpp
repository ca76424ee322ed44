// The tables, as each step made them.
#include <array>

#include "core/store/postgres/steps.hpp"

namespace hub::store::postgres {

namespace {

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

// What a node knows, and what a hub has to know to work beside the tables as they are.
constexpr std::array kVersions = {"ALTER TABLE hub_schema ADD COLUMN works_from BIGINT NOT NULL DEFAULT 0",
                                  "ALTER TABLE nodes ADD COLUMN schema BIGINT NOT NULL DEFAULT 10"};

// Until the eleventh step no hub worked beside tables that it did not know.
constexpr std::array kShipped = {Step{kTables, 1},   Step{kLeaving, 2},   Step{kSessions, 3}, Step{kTerms, 4},
                                 Step{kTracking, 5}, Step{kCaseTypes, 6}, Step{kKeys, 7},     Step{kNodes, 8},
                                 Step{kPauses, 8},   Step{kMoves, 10},    Step{kVersions, 10}};

}  // namespace

std::span<const Step> shipped_steps() {
  return kShipped;
}

}  // namespace hub::store::postgres
