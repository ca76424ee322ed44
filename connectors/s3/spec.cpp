#include <algorithm>

#include "connectors/registry.hpp"
#include "connectors/s3/setup.hpp"
#include "connectors/s3/target.hpp"
#include "connectors/settings.hpp"

namespace hub::connectors::s3 {

void add_to(Registry& registry);

namespace {

using config::FieldType;
using config::Settings;

config::Spec make_spec() {
  config::Spec spec;
  spec.name = "s3";
  spec.description = "A bucket of an S3-compatible store: one object for each case, proven byte for byte.";
  spec.fields = {
      required(setting("bucket", FieldType::text, "acme-chats", "Name of the bucket.")),
      setting("region", FieldType::text, "eu-north-1",
              "Region of the bucket; auto for Cloudflare R2, anything for Ceph.", "us-east-1"),
      setting("base_url", FieldType::url, "https://objects.acme.example",
              "Where a store other than AWS is; the bucket's name is added as a path."),
      required(setting("access_key_id", FieldType::text, "AKIAIOSFODNN7EXAMPLE", "The access key.")),
      required(setting("secret_access_key", FieldType::secret, "env:S3_SECRET_ACCESS_KEY", "Its secret.")),
      setting("session_token", FieldType::secret, "file:/run/hub/s3-session-token",
              "Of a temporary key. It is read again when the store says that the session has expired."),
      setting("prefix", FieldType::text, "chats/", "What the names of all objects begin with."),
      choice("create_once", {"if_none_match", "look_up"},
             "How a second object is prevented: by the store's If-None-Match, or by waiting and looking."),
      setting("late_commit_window", FieldType::duration, "2m",
              "look_up: how long a request that was given up may still be carried out.", "2m"),
      choice("checksum_header", {"sha256", "none"},
             "Whether the store is told the SHA-256 of what is written; Google's refuses it."),
      setting("lock_mode", FieldType::text, "COMPLIANCE",
              "Locks each object: GOVERNANCE, which some may lift, or COMPLIANCE, which nobody may."),
      setting("lock_time", FieldType::duration, "3650d",
              "How long it is locked, from the moment of writing."),
      setting("lift_governance", FieldType::boolean, "true",
              "Erases what is locked by GOVERNANCE, for which the key needs a right of its own.", "false"),
      choice("encryption", {"bucket", "AES256", "aws:kms"},
             "Encryption at rest: as the bucket does by itself, or as named."),
      setting("kms_key_id", FieldType::text, "arn:aws:kms:eu-north-1:111122223333:key/1234",
              "aws:kms: the key, unless the account's own."),
      setting("storage_class", FieldType::text, "STANDARD_IA", "Storage class of the objects."),
      setting("expected_owner", FieldType::text, "111122223333",
              "Account that owns the bucket; calls fail when it is another's."),
      setting("concurrency", FieldType::integer, "32", "Calls under way at once, 1 to 64.", "16"),
      setting("timeout", FieldType::duration, "60s", "How long one call may take.", "60s"),
  };
  return spec;
}

Error at(const Settings& settings, std::string_view name, std::string message) {
  return config_error(settings.problem(name, std::move(message)).text());
}

std::string text_or_empty(const Settings& settings, std::string_view name) {
  return settings.has(name) ? settings.text(name) : std::string();
}

bool consists_of(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(text, [marks](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != marks.npos;
  });
}

// A bucket's name is part of the host at AWS, but not one with dots: certificates do not cover that.
std::string address_of(const Settings& settings) {
  const std::string& bucket = settings.text("bucket");
  if (settings.has("base_url")) return without_slash(settings.text("base_url")) + '/' + bucket;
  const std::string host = "s3." + settings.text("region") + ".amazonaws.com";
  if (bucket.find('.') != bucket.npos) return "https://" + host + '/' + bucket;
  return "https://" + bucket + '.' + host;
}

Result<Credentials> read_credentials(const Settings& settings) {
  Credentials credentials;
  credentials.access_key_id = settings.text("access_key_id");
  auto read = read_secret_into(credentials.secret_access_key, settings, "secret_access_key");
  if (!read.ok()) return std::move(read).error();
  Buffer token;
  if (auto session = read_secret_into(token, settings, "session_token"); !session.ok())
    return std::move(session).error();
  credentials.session_token = token.view();
  return credentials;
}

Result<void> read_lock(const Settings& settings, Storage& storage) {
  if (!settings.has("lock_mode")) return {};
  const std::string& mode = settings.text("lock_mode");
  if (mode != "GOVERNANCE" && mode != "COMPLIANCE")
    return at(settings, "lock_mode", "must be GOVERNANCE or COMPLIANCE");
  if (auto needed = check_needed(settings, "lock_mode", {"lock_time"}); !needed.ok()) return needed;
  if (settings.text("checksum_header") == "none")
    return at(settings, "checksum_header", "a locked object needs its checksum: write sha256");
  storage.lock = Lock{mode, std::chrono::ceil<std::chrono::seconds>(settings.duration("lock_time"))};
  return {};
}

Result<void> read_storage(const Settings& settings, Storage& storage) {
  storage.prefix = text_or_empty(settings, "prefix");
  if (!consists_of(storage.prefix, "._/-") || storage.prefix.starts_with('/'))
    return at(settings, "prefix", "may have letters, digits and ._/- and does not begin with a slash");
  storage.storage_class = text_or_empty(settings, "storage_class");
  storage.encryption = settings.text("encryption") == "bucket" ? "" : settings.text("encryption");
  storage.kms_key_id = text_or_empty(settings, "kms_key_id");
  storage.sends_checksum = settings.text("checksum_header") == "sha256";
  return read_lock(settings, storage);
}

Result<std::unique_ptr<delivery::Connector>> create(const Settings& settings, Environment environment) {
  constexpr std::int64_t kConcurrencyMax = 64;
  TargetOptions options;
  if (!consists_of(settings.text("bucket"), ".-"))
    return at(settings, "bucket", "is a name of letters, digits, dots and hyphens");
  options.client.base_url = address_of(settings);
  options.client.region = settings.text("region");
  options.client.expected_owner = text_or_empty(settings, "expected_owner");
  options.client.timeout = settings.duration("timeout");
  if (auto read = read_storage(settings, options.storage); !read.ok()) return std::move(read).error();
  options.creates_once = settings.text("create_once") == "if_none_match";
  options.late_commit_window =
      std::chrono::ceil<std::chrono::seconds>(settings.duration("late_commit_window"));
  options.lifts_governance = settings.boolean("lift_governance");
  const std::int64_t concurrency = settings.integer("concurrency");
  if (concurrency < 1 || concurrency > kConcurrencyMax) return at(settings, "concurrency", "must be 1 to 64");
  options.concurrency = static_cast<std::size_t>(concurrency);
  auto credentials = read_credentials(settings);
  if (!credentials.ok()) return std::move(credentials).error();
  std::unique_ptr<delivery::Connector> target = std::make_unique<Target>(
      std::move(options), std::move(*credentials), [settings] { return read_credentials(settings); },
      environment.http, environment.clock);
  return target;
}

}  // namespace

void add_to(Registry& registry) {
  registry.add({make_spec(), create, setup_files,
                [](delivery::Connector& target) { return static_cast<Target&>(target).try_out(); }});
}

}  // namespace hub::connectors::s3
