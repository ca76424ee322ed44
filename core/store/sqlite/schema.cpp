#include "core/store/sqlite/schema.hpp"

#include <array>

namespace hub::store::sqlite {

namespace {

// Every table that a case touches grows at its end: keys are the case's row, and no index orders by a hash.
// The sealed bytes lie apart from the slim table that is read at start.
constexpr const char* kTables = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE tenants(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE);
  CREATE TABLE lanes(
    id INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    target TEXT NOT NULL,
    UNIQUE(tenant, target));
  CREATE TABLE mapping_versions(
    version INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    text TEXT NOT NULL);
  CREATE TABLE cases(
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant INTEGER NOT NULL,
    state INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    case_ref BLOB NOT NULL,
    event_ref BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    hold_until INTEGER NOT NULL);
  CREATE TABLE contents(
    row INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL);
  CREATE TABLE deliveries(
    row INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    mapping INTEGER NOT NULL,
    required INTEGER NOT NULL,
    state INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    error_kind INTEGER,
    error_code TEXT,
    error_message TEXT,
    error_fields TEXT,
    PRIMARY KEY(row, lane)) WITHOUT ROWID;
  CREATE TABLE delivery_events(
    row INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    state INTEGER NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY(row, lane, number)) WITHOUT ROWID;
  CREATE TABLE certificates(
    idx INTEGER PRIMARY KEY,
    entry TEXT NOT NULL);
  CREATE TABLE tombstones(
    day_and_number INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    case_ref BLOB NOT NULL,
    event_ref BLOB NOT NULL,
    fingerprint BLOB NOT NULL);
  PRAGMA user_version=1;
  COMMIT;
)";

// What a delivery's attempts so far may have left at its target.
constexpr const char* kFootprints = R"(
  BEGIN IMMEDIATE;
  ALTER TABLE deliveries ADD COLUMN footprint TEXT NOT NULL DEFAULT '';
  PRAGMA user_version=2;
  COMMIT;
)";

// Which mapping is current for which lane, and who made it so. The last row of a lane counts.
constexpr const char* kPublications = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE publications(
    lane INTEGER NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    author TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY(lane, number)) WITHOUT ROWID;
  PRAGMA user_version=3;
  COMMIT;
)";

// Where the certificate of a case that is gone stands.
constexpr const char* kCertified = R"(
  BEGIN IMMEDIATE;
  ALTER TABLE tombstones ADD COLUMN certificate INTEGER NOT NULL DEFAULT -1;
  PRAGMA user_version=4;
  COMMIT;
)";

// Late news of a case: what a row holds, and the further events in it.
constexpr const char* kLateNews = R"(
  BEGIN IMMEDIATE;
  ALTER TABLE cases ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE merged_events(
    row INTEGER NOT NULL,
    number INTEGER NOT NULL,
    event_ref BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    PRIMARY KEY(row, number)) WITHOUT ROWID;
  PRAGMA user_version=5;
  COMMIT;
)";

// What is owed to the platform of a case, which may outlive the case.
constexpr const char* kSource = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE source_cases(
    row INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    case_ref BLOB NOT NULL,
    slot INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    is_forgotten INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE source_jobs(
    row INTEGER NOT NULL,
    task INTEGER NOT NULL,
    is_dead_letter INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL DEFAULT 0,
    made_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    certificate INTEGER NOT NULL,
    PRIMARY KEY(row, task)) WITHOUT ROWID;
  PRAGMA user_version=6;
  COMMIT;
)";

// What a delivery was mapped with when its case was accepted, once a person chose another version.
constexpr const char* kRemappings = R"(
  BEGIN IMMEDIATE;
  ALTER TABLE deliveries ADD COLUMN accepted_mapping INTEGER NOT NULL DEFAULT 0;
  PRAGMA user_version=7;
  COMMIT;
)";

// Why a case stays after its deliveries, or its max hold, are over.
constexpr const char* kRetention = R"(
  BEGIN IMMEDIATE;
  ALTER TABLE cases ADD COLUMN kept_until INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE cases ADD COLUMN held_from INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE cases ADD COLUMN held_to INTEGER NOT NULL DEFAULT 0;
  PRAGMA user_version=8;
  COMMIT;
)";

// How often which kind of personal data was taken out of what a delivery sends.
constexpr const char* kRedactions = R"(
  BEGIN IMMEDIATE;
  ALTER TABLE deliveries ADD COLUMN redactions TEXT NOT NULL DEFAULT '';
  PRAGMA user_version=9;
  COMMIT;
)";

// What was done through the admin API. Whoever reaches the table through this hub can add to it, and no more.
constexpr const char* kAudit = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE audit(
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    key TEXT NOT NULL,
    role TEXT NOT NULL,
    reach TEXT NOT NULL,
    operation TEXT NOT NULL,
    tenant TEXT NOT NULL,
    resource TEXT NOT NULL,
    result INTEGER,
    outcome TEXT NOT NULL DEFAULT '');
  CREATE TRIGGER audit_stays BEFORE DELETE ON audit
    BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_stays_as_it_is
    BEFORE UPDATE OF number, at, who, key, role, reach, operation, tenant, resource ON audit
    BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_is_concluded_once BEFORE UPDATE ON audit WHEN old.result IS NOT NULL
    BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
  PRAGMA user_version=10;
  COMMIT;
)";

// Secrets of tenants, sealed.
constexpr const char* kSecrets = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE secrets(
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    set_at INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    PRIMARY KEY(tenant, name)) WITHOUT ROWID;
  PRAGMA user_version=11;
  COMMIT;
)";

// Resources that were applied over the API; the last version of each counts.
constexpr const char* kResources = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE resources(
    kind TEXT NOT NULL,
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY(kind, tenant, name, version)) WITHOUT ROWID;
  PRAGMA user_version=12;
  COMMIT;
)";

// Tenants that are being taken out.
constexpr const char* kRemovals = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE removals(
    tenant TEXT PRIMARY KEY,
    expires INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    begun_by TEXT NOT NULL) WITHOUT ROWID;
  PRAGMA user_version=13;
  COMMIT;
)";

// Keys of the admin API that were made over it: hashes.
constexpr const char* kKeys = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE admin_keys(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    tenant TEXT NOT NULL,
    partner TEXT NOT NULL,
    argon2id TEXT NOT NULL,
    expires INTEGER,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL) WITHOUT ROWID;
  PRAGMA user_version=14;
  COMMIT;
)";

// Which cases belong to a session, for erasure requests. No index orders by a hash: these are rare.
constexpr const char* kSessions = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE session_traces(
    day_and_number INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    session_ref BLOB NOT NULL,
    sealed_case_id BLOB NOT NULL);
  PRAGMA user_version=15;
  COMMIT;
)";

// The terms of targets. The last ones of each are those of now.
constexpr const char* kTerms = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE terms(
    tenant TEXT NOT NULL,
    target TEXT NOT NULL,
    number INTEGER NOT NULL,
    since INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY(tenant, target, number)) WITHOUT ROWID;
  PRAGMA user_version=16;
  COMMIT;
)";

// Visitor tracking: days of tenants with their sealed keys, and events sealed under these.
constexpr const char* kTracking = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE tracking_days(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    day INTEGER NOT NULL,
    slot INTEGER,
    sealed_key BLOB NOT NULL,
    events INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE tracking_events(
    number INTEGER PRIMARY KEY,
    day_id INTEGER NOT NULL,
    event_ref BLOB NOT NULL,
    session_ref BLOB NOT NULL,
    sealed BLOB NOT NULL);
  CREATE UNIQUE INDEX tracking_refs ON tracking_events(event_ref);
  CREATE INDEX tracking_by_day ON tracking_events(day_id);
  PRAGMA user_version=17;
  COMMIT;
)";

// The type of a case, by a keyed hash; zeros where it says none.
constexpr const char* kCaseTypes = R"(
  BEGIN IMMEDIATE;
  ALTER TABLE cases ADD COLUMN type_ref BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
  PRAGMA user_version=18;
  COMMIT;
)";

// Lanes that were paused by hand.
constexpr const char* kPauses = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE paused_lanes(
    tenant TEXT NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY(tenant, target)) WITHOUT ROWID;
  PRAGMA user_version=19;
  COMMIT;
)";

// A tenant that is being taken out may move to another cell.
constexpr const char* kMoves = R"(
  BEGIN IMMEDIATE;
  ALTER TABLE removals ADD COLUMN moves INTEGER NOT NULL DEFAULT 0;
  PRAGMA user_version=20;
  COMMIT;
)";

// A store of version N has seen the first N steps; each step is one transaction that ends with its version.
constexpr std::array<const char*, 20> kSteps = {kTables,  kFootprints, kPublications, kCertified,  kLateNews,
                                                kSource,  kRemappings, kRetention,    kRedactions, kAudit,
                                                kSecrets, kResources,  kRemovals,     kKeys,       kSessions,
                                                kTerms,   kTracking,   kCaseTypes,    kPauses,     kMoves};
constexpr auto kSchemaVersion = static_cast<std::int64_t>(kSteps.size());

}  // namespace

std::int64_t schema_version() {
  return kSchemaVersion;
}

Result<void> prepare_schema(Connection& connection) {
  const auto version = connection.number("PRAGMA user_version");
  if (!version.ok()) return version.error();
  if (*version > kSchemaVersion) {
    Error error =
        config_error("the store has schema version " + std::to_string(*version) + ", this hub knows " +
                     std::to_string(kSchemaVersion) + ": it was written by a later hub");
    error.code = "schema_newer";
    return error;
  }
  for (auto step = static_cast<std::size_t>(*version); step < kSteps.size(); ++step) {
    if (auto done = connection.execute(kSteps[step]); !done.ok()) return done;
  }
  return {};
}

}  // namespace hub::store::sqlite
