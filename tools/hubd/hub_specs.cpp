#include "tools/hubd/hub_specs.hpp"

namespace hub::hubd {
namespace {

using config::Field;
using config::FieldType;

Field required(std::string name, FieldType type, std::string description, std::string example) {
  return {std::move(name), type, std::move(description), true, "", std::move(example), {}};
}

Field optional(std::string name, FieldType type, std::string description, std::string fallback,
               std::string example = {}) {
  return {std::move(name), type, std::move(description), false, std::move(fallback), std::move(example), {}};
}

Field choice(std::string name, std::string description, std::string fallback,
             std::vector<std::string> choices) {
  return {std::move(name),   FieldType::choice, std::move(description), false, std::move(fallback), "",
          std::move(choices)};
}

}  // namespace

const config::Spec& node_spec() {
  static const config::Spec spec{
      "hub",
      "What one node is told about itself.",
      {required("region", FieldType::text, "Where this node stands; it serves tenants of this region only",
                "eu"),
       optional("place", FieldType::text,
                "Where its memory, store, keys and log are: a place of the tenants' policies. When absent, a "
                "place that is called as its region",
                "", "aws-us"),
       optional("backup_place", FieldType::text, "Where its backups are. When absent, in `place`", "",
                "aws-us-backup"),
       required("data_dir", FieldType::text, "Holds the sealed store and the key files",
                "/var/lib/connector-hub"),
       optional("backup_dir", FieldType::text,
                "A folder that exists, for the copies that `hubctl backup` makes: content without keys", "",
                "/var/backups/connector-hub"),
       {"root_key",
        FieldType::secret,
        "32 bytes as 64 hex digits or base64, kept off the data volume; or pkcs11:URI, derived by a token",
        true,
        "",
        "file:/etc/connector-hub/root.key",
        {"pkcs11"}},
       {"next_root_key",
        FieldType::secret,
        "While the root is replaced: the root that follows. `hubctl keys rotate-root` moves the key files to "
        "it",
        false,
        "",
        "file:/etc/connector-hub/root-2.key",
        {"pkcs11"}},
       required("resources", FieldType::text, "The folder of tenants, partners and targets", "resources"),
       required("mappings", FieldType::text, "The folder of mappings", "mappings"),
       optional("console", FieldType::text,
                "The folder of the built web console, served by the admin listener; without it there is none",
                "", "/usr/share/connector-hub/console")}};
  return spec;
}

const config::Spec& store_spec() {
  static const config::Spec spec{
      "store", "Where cases wait: in `hub.db` of the data folder, unless there is a section `postgres`.", {}};
  return spec;
}

const config::Spec& fleet_spec() {
  static const config::Spec spec{
      "fleet",
      "This node among others that share its store in PostgreSQL. Each tenant is one node's at a time.",
      {optional(
           "name", FieldType::text,
           "Its name in the fleet, which no other node has; when absent, that of the machine. It belongs to "
           "the data folder: a hub that starts under a name takes the place of the one before",
           "", "hub-1"),
       optional("lease", FieldType::duration,
                "When a node was not heard for so long, the others take over what it had", "10s")}};
  return spec;
}

const config::Spec& postgres_spec() {
  static const config::Spec spec{
      "postgres",
      "The store in PostgreSQL 13 or later: sealed content, wrapped keys and states; the keys that open "
      "them stay in the data folder. Several hubs may share a database: section `fleet`.",
      {required(
           "host", FieldType::text,
           "A name, several with commas (the one that can be written to is used), or the folder of a socket",
           "db1.acme.example,db2.acme.example"),
       optional("port", FieldType::integer, "Its port", "5432"),
       optional("database", FieldType::text, "Made for the hub, in UTF8, owned by its user", "connector_hub"),
       optional("user", FieldType::text, "Who the hub is there", "connector_hub"),
       optional("password", FieldType::secret, "Read anew for every connection", "",
                "file:/etc/connector-hub/postgres.password"),
       choice("tls",
              "verify_full: encrypted, and the server proves its name; require: encrypted, with whoever "
              "answers. Has no meaning for a socket",
              "verify_full", {"verify_full", "require", "disable"}),
       optional("ca_file", FieldType::text, "PEM file of the authorities that verify_full trusts", ""),
       optional("certificate", FieldType::text, "PEM file of the hub's own certificate, if it has one", ""),
       optional("key", FieldType::text, "PEM file of its private key", ""),
       optional("connect_timeout", FieldType::duration, "For a connection to one host", "5s"),
       optional("statement_timeout", FieldType::duration, "For one statement; what takes longer is given up",
                "10s"),
       optional(
           "outcome_timeout", FieldType::duration,
           "When the answer to a COMMIT was lost: so long the hub tries to learn what became of it. Then it "
           "ends, and its next start finds out",
           "60s")}};
  return spec;
}

const config::Spec& peers_spec() {
  static const config::Spec spec{
      "peers",
      "The channel to the other nodes that share the store in PostgreSQL: for what must not lie in it, epoch "
      "keys, and for events and requests about tenants that another node has. TLS on which both sides show a "
      "certificate of one authority, which issues no other ones.",
      {optional("address", FieldType::text, "An address of this machine, to listen on", "127.0.0.1",
                "10.0.0.11"),
       optional("port", FieldType::integer, "To listen on; 0 takes a free one", "8482"),
       required("certificate", FieldType::text,
                "PEM file, the chain included: of this node, with the name by which the others reach it",
                "/etc/connector-hub/node.pem"),
       required("key", FieldType::text, "PEM file of its private key", "/etc/connector-hub/node.key"),
       required("authority", FieldType::text, "PEM file: whoever has a certificate of it is a node",
                "/etc/connector-hub/fleet-ca.pem"),
       optional("url", FieldType::text,
                "How the others reach this node. When absent, by `address` and `port`", "",
                "https://node-a.acme.example:8482"),
       required("nodes", FieldType::text_list, "Where the others are reached",
                "[\"https://node-b.acme.example:8482\"]")}};
  return spec;
}

const config::Spec& listener_spec() {
  static const config::Spec spec{
      "listener",
      "Where the hub listens.",
      {optional("address", FieldType::text, "An address of this machine", "127.0.0.1", "0.0.0.0"),
       optional("port", FieldType::integer, "events 8480 and admin 8481 unless written; 0 takes a free one",
                "", "8480")}};
  return spec;
}

const config::Spec& tls_spec() {
  static const config::Spec spec{
      "tls",
      "TLS of a listener; without this section it speaks plain HTTP.",
      {required("certificate", FieldType::text, "PEM file with the chain", "/etc/connector-hub/tls.pem"),
       required("key", FieldType::text, "PEM file with the private key", "/etc/connector-hub/tls.key"),
       optional("client_ca", FieldType::text, "PEM file; clients may present certificates signed by it",
                "")}};
  return spec;
}

const config::Spec& admin_key_spec() {
  static const config::Spec spec{
      "admin key",
      "Who may use the admin API.",
      {required("name", FieldType::text, "Who holds the key; what the audit shows", "ops-anna"),
       {"role",
        FieldType::choice,
        "What it allows",
        true,
        "",
        "operator",
        {"admin", "operator", "viewer", "auditor", "partner"}},
       optional("partner", FieldType::text, "It reaches the tenants of this partner only", "",
                "nordic-partner"),
       optional("tenant", FieldType::text, "It reaches this tenant only", "", "acme"),
       optional("id", FieldType::text, "With argon2id: the id in the key, as `hubctl keys make` prints it",
                "", "k3n8wq2m5xzt"),
       optional("argon2id", FieldType::text, "The key's hash, as `hubctl keys make` prints it", ""),
       optional("sha256", FieldType::text,
                "Instead of id and argon2id, for keys of your own with at least 128 random bits: their "
                "SHA-256 in lower-case hex",
                ""),
       optional("expires", FieldType::text,
                "When it opens nothing any more. To rotate a key, add the next one and let this end", "",
                "2027-06-30T00:00:00Z")}};
  return spec;
}

const config::Spec& admin_spec() {
  static const config::Spec spec{"admin", "Of the console, besides `console` and `admin_keys`.", {}};
  return spec;
}

const config::Spec& identity_provider_spec() {
  static const config::Spec spec{
      "identity provider",
      "People sign in to the console with OpenID Connect: authorization code with PKCE. At the provider the "
      "hub is a web client whose redirect address is PUBLIC_URL/sign-on/callback, and PUBLIC_URL/ the one "
      "after a sign-out. Scripts use keys as ever.",
      {required("issuer", FieldType::url, "The provider, as its discovery document calls itself",
                "https://login.acme.example"),
       required("client_id", FieldType::text, "What it calls the hub", "connector-hub"),
       optional("client_secret", FieldType::secret,
                "What the hub proves itself with; a public client has none", "", "env:HUB_OIDC_SECRET"),
       required("public_url", FieldType::url, "The console as browsers see it",
                "https://hub.acme.example:8481"),
       optional("name", FieldType::text,
                "What people call the provider: on the button, and behind their names", "SSO", "Acme login"),
       optional("scopes", FieldType::text_list, "Asked for; some providers give groups only for one more",
                "openid, profile"),
       optional("name_claim", FieldType::text, "What people are called here, if the ID token has it",
                "preferred_username"),
       optional("groups_claim", FieldType::text,
                "Holds a person's groups, in the ID token or else in the record at userinfo", "groups"),
       optional("session", FieldType::duration, "So long a sign-in lasts; then the provider is asked again",
                "8h")}};
  return spec;
}

const config::Spec& group_role_spec() {
  static const config::Spec spec{
      "group",
      "What a group may do. Of several that somebody is in, the first in the list counts; who is in none is "
      "not let in.",
      {required("group", FieldType::text, "To the letter as the provider names it", "hub-operators"),
       {"role",
        FieldType::choice,
        "As of a key",
        true,
        "",
        "operator",
        {"admin", "operator", "viewer", "auditor", "partner"}},
       optional("partner", FieldType::text, "Only the tenants of this partner", "", "nordic"),
       optional("tenant", FieldType::text, "Only this tenant", "", "acme")}};
  return spec;
}

const config::Spec& limits_spec() {
  static const config::Spec spec{
      "limits",
      "Where the hub says no.",
      {optional("body_bytes", FieldType::size, "Of one request to the events listener", "8MiB"),
       optional("header_bytes", FieldType::size, "Of one request", "64KiB"),
       optional("connections", FieldType::integer, "Open at once, on each listener", "4096"),
       optional("events_per_batch", FieldType::integer, "In one batched request", "1000"),
       optional("events_per_second", FieldType::integer,
                "Of each credential, twice as many at once; more are told to come back. 0: as many as come",
                "0"),
       optional("header_deadline", FieldType::duration, "For the header of one request", "3s"),
       optional("body_deadline", FieldType::duration, "For its body, after the header", "10s"),
       optional("idle_deadline", FieldType::duration, "Between two requests of a connection", "60s"),
       optional("case_slots", FieldType::integer, "Cases held at once; sets the size of the key file",
                "1048576"),
       optional("epoch", FieldType::duration, "How long one epoch key seals", "5m"),
       optional("drain", FieldType::duration, "How long a stop waits for what is under way", "10s")}};
  return spec;
}

const config::Spec& delivery_spec() {
  static const config::Spec spec{
      "delivery",
      "The pace of every lane. What a target's own answers ask for (Retry-After) is obeyed besides; how long "
      "a case may wait in all is `retention.max_hold` of its tenant.",
      {optional("first_backoff", FieldType::duration, "Wait after a first failure; it doubles each time",
                "500ms"),
       optional("longest_backoff", FieldType::duration, "What the doubling ends at", "5m"),
       optional("rate_limit_wait", FieldType::duration, "When a target refuses for now and names no time",
                "60s"),
       optional("auth_wait", FieldType::duration, "Between two tries of credentials that were refused",
                "60s"),
       optional("attempts", FieldType::integer, "Failed ones, after which a delivery is a dead letter",
                "1000"),
       optional("platform_attempts", FieldType::integer,
                "Failed ones of a purge or callback, after which a person is needed", "50"),
       optional("batch_cases", FieldType::integer, "Most cases of one batch", "200"),
       optional("batch_bytes", FieldType::size, "Most sealed bytes of one batch", "32MiB"),
       optional("linger", FieldType::duration, "How long a busy lane waits for a batch to fill", "20ms"),
       optional("concurrency", FieldType::integer,
                "Most batches of one lane under way; the connector's own limit may be lower", "64"),
       optional("first_probe", FieldType::duration, "Wait before a target that failed in a row is probed",
                "1s"),
       optional("longest_probe", FieldType::duration, "What the wait between two probes grows to", "60s"),
       optional("budget_reserve", FieldType::integer,
                "Percent of a target's own request budget, where it tells one, that are left to others", "0"),
       optional("budget_wait", FieldType::duration,
                "Before a target whose budget is used up to the reserve is asked again", "10m"),
       optional("reads", FieldType::integer, "Times a record is read back before it counts as different",
                "4"),
       optional("read_pause", FieldType::duration, "Before the second read; four times as long each time",
                "250ms"),
       optional("pass_through", FieldType::duration,
                "So long a case of a tenant with `retention.max_hold: 0s` may take until its targets have "
                "confirmed it",
                "20s"),
       optional("sweep", FieldType::duration, "How often expired holds and old tombstones are looked for",
                "10s"),
       optional("schema_check", FieldType::duration,
                "How often the mappings in use are compared with their target's schema", "24h"),
       optional("schema_recheck", FieldType::duration,
                "While a target lacks what a mapping writes to: how often it is asked again", "1m")}};
  return spec;
}

const config::Spec& fetch_spec() {
  static const config::Spec spec{"fetch",
                                 "How thin events and attachments are fetched.",
                                 {optional("bytes", FieldType::size, "Of one fetched body", "32MiB"),
                                  optional("deadline", FieldType::duration, "For one fetch", "10s")}};
  return spec;
}

const config::Spec& fetch_host_spec() {
  static const config::Spec spec{
      "fetch host",
      "A host that thin events and attachments may name; without any, such events are refused.",
      {required("host", FieldType::text,
                "As it stands in the address, with a port unless it is the usual one",
                "files.engage.example"),
       optional("authorization", FieldType::secret, "The value of the Authorization header sent to it", "",
                "env:ENGAGE_FILES_AUTHORIZATION")}};
  return spec;
}

const config::Spec& certificates_spec() {
  static const config::Spec spec{"certificates", "The published log of deletions.", {}};
  return spec;
}

const config::Spec& witness_spec() {
  static const config::Spec spec{
      "witness",
      "Somebody else who cosigns the log (C2SP tlog-witness), so that nobody can be shown another history. "
      "Never "
      "waited for.",
      {required("url", FieldType::url, "Its address, before /add-checkpoint", "https://witness.example/w1"),
       required("key", FieldType::text, "As it hands it out: NAME+ID+KEY",
                "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X")}};
  return spec;
}

const config::Spec& outgoing_spec() {
  static const config::Spec spec{
      "outgoing",
      "Where the hub may connect to.",
      {optional("private_subnets", FieldType::text_list,
                "Reachable besides public addresses, for targets on premises and simulators", "",
                "[10.1.0.0/16]"),
       optional("ca_file", FieldType::text, "PEM file of trusted authorities instead of the system's", "")}};
  return spec;
}

const config::Spec& alerts_spec() {
  static const config::Spec spec{
      "alerts",
      "What an operator is woken for; besides, each alert is a figure of /metrics.",
      {optional("oldest_case", FieldType::duration, "A case waits longer", "1h"),
       optional("hold_left", FieldType::duration, "Less is left until a case is shredded undelivered", "12h"),
       optional("dead_letters", FieldType::integer, "So many deliveries of a lane need a person", "1"),
       optional("interval", FieldType::duration, "How often is looked", "10s"),
       optional("repeat", FieldType::duration, "What is still wrong is told again after this time", "4h"),
       optional("webhook_url", FieldType::url, "Told of every alert, signed (Standard Webhooks)", "",
                "https://ops.example/alerts"),
       optional("webhook_secret", FieldType::secret, "Signs them: whsec_...", "", "env:ALERT_KEY")}};
  return spec;
}

const config::Spec& smtp_spec() {
  static const config::Spec spec{
      "smtp",
      "Alerts by mail, through a relay that takes them without a login.",
      {required("host", FieldType::text, "The relay", "localhost"),
       optional("port", FieldType::integer, "Its port", "25"),
       required("from", FieldType::text, "The sender's address", "hub@acme.example"),
       {"to", FieldType::text_list, "Who gets them", true, "", "[ops@acme.example]", {}}}};
  return spec;
}

const config::Spec& log_spec() {
  static const config::Spec spec{"log",
                                 "What is written to standard error.",
                                 {choice("level", "The least important level that is written", "info",
                                         {"debug", "info", "warning", "error"}),
                                  choice("format", "Of a line", "text", {"text", "json"})}};
  return spec;
}

const config::Spec& diagnostics_spec() {
  static const config::Spec spec{
      "diagnostics",
      "Never for real cases.",
      {optional("never_delete", FieldType::boolean,
                "Keeps confirmed cases, so that a residue scan has something to find (its negative control)",
                "false")}};
  return spec;
}

}  // namespace hub::hubd
