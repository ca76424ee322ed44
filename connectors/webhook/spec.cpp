#include <algorithm>

#include "connectors/registry.hpp"
#include "connectors/settings.hpp"
#include "connectors/webhook/target.hpp"
#include "core/base/base64.hpp"
#include "core/http/standard_webhooks.hpp"

namespace hub::connectors::webhook {

void add_to(Registry& registry);

namespace {

using config::Field;
using config::FieldType;
using config::Settings;

std::vector<Field> call_settings() {
  return {
      required(setting("base_url", FieldType::url, "https://records.acme.example/api",
                       "What stands before every path below.")),
      required(
          setting("write", FieldType::text, "PUT /cases/{key}",
                  "How a record is written: method and path, with {object}, {key} and {parent} (our keys) "
                  "filled in. The body is the mapping's fields as JSON.")),
      setting("look_up", FieldType::text, "GET /cases?external_id={key}",
              "How it is found by our key after an answer was lost."),
      setting("look_up_at", FieldType::text, "$.items",
              "Where the record, or the list that holds it, stands in that answer.", "$"),
      setting("read_back", FieldType::text, "GET /cases/{id}",
              "How it is read for proof: every field is compared. {id} is the target's own."),
      setting("read_at", FieldType::text, "$.data", "Where the record stands in that answer.", "$"),
      setting("read_as", FieldType::text_list, "[\"title = $.title.raw\"]",
              "Fields that stand elsewhere in the record than under their own name."),
      setting("id_at", FieldType::text, "$.id", "Where answers hold the target's own id of a record."),
      setting("erase", FieldType::text, "DELETE /cases/{id}", "How it is deleted for an erasure request."),
      setting("describe", FieldType::text, "GET /schemas/{object}",
              "A JSON Schema of what the target takes; mappings are compared with it."),
      setting("probe", FieldType::text, "GET /health", "A call that proves that the target works."),
      setting("headers", FieldType::text_list, "[\"X-Tenant: acme\"]", "Sent with every request."),
      setting("timeout", FieldType::duration, "30s", "How long one call may take.", "30s"),
      setting("concurrency", FieldType::integer, "4", "Requests under way at once, 1 to 64.", "4"),
  };
}

std::vector<Field> answer_settings() {
  Field repeats =
      choice("repeats", {"same_record", "look_up", "never"},
             "What a record sent twice becomes: the same_record (PUT by key, or a receiver that "
             "remembers webhook-id for as long as cases are held), a second one unless it is looked "
             "up before (look_up), or that: then a person decides (never). Default: what `write` "
             "and `look_up` suggest.");
  repeats.fallback.clear();
  return {
      setting("success", FieldType::text_list, "[200-299]", "Statuses that mean that it was taken.",
              "200-299"),
      setting("success_when", FieldType::text, "$.ok = true",
              "What must also stand in the answer of a write, where a status says too little."),
      setting(
          "failures", FieldType::text_list, "[\"423 = transient\"]",
          "What a status means, where it is not the usual: invalid, transient, rate_limited, auth, unknown."),
      setting("error_code_at", FieldType::text, "$.code", "Where a refusal holds its code."),
      setting(
          "error_fields_at", FieldType::text, "$.errors",
          "Where a refusal names fields: an object by field, a list of names, or of objects with 'field', "
          "'name', 'param', 'pointer' or 'path'."),
      repeats,
      setting("late_commit_window", FieldType::duration, "60s",
              "repeats: look_up. A request that was given up may still be carried out for so long.", "60s"),
      setting("visibility_lag", FieldType::duration, "5s",
              "repeats: look_up. A record may stay invisible for so long.", "5s"),
      setting("trims_texts", FieldType::boolean, "true", "The target cuts blanks at both ends of texts.",
              "false"),
  };
}

std::vector<Field> auth_settings() {
  return {
      choice("auth", {"none", "basic", "bearer", "header", "client_credentials"},
             "How the hub shows who it is."),
      setting("username", FieldType::text, "hub", "basic: the user."),
      setting("password", FieldType::secret, "env:RECORDS_PASSWORD", "basic: the password."),
      setting("token", FieldType::secret, "env:RECORDS_TOKEN", "bearer, header: the token or key."),
      setting("token_header", FieldType::text, "X-Api-Key", "header: its name.", "X-Api-Key"),
      setting("token_url", FieldType::url, "https://login.acme.example/oauth2/token",
              "client_credentials: the token endpoint."),
      setting("client_id", FieldType::text, "connector-hub", "client_credentials: who asks."),
      setting("client_secret", FieldType::secret, "env:RECORDS_CLIENT_SECRET",
              "client_credentials: its secret."),
      setting("scope", FieldType::text, "records.write", "client_credentials: what is asked for."),
      setting("audience", FieldType::text, "https://records.acme.example",
              "client_credentials: for whom, where the login wants that."),
      choice("client_auth", {"basic", "body"}, "client_credentials: where the secret stands."),
  };
}

std::vector<Field> signing_settings() {
  return {
      choice(
          "signature",
          {"none", "standard_webhooks", "rfc9421", "github", "stripe", "shopify", "slack", "zendesk", "hmac"},
          "How requests are signed: Standard Webhooks, HTTP Message Signatures, the HMAC of a known vendor, "
          "or hmac as the settings below say."),
      setting("signing_secret", FieldType::secret, "env:RECORDS_SIGNING_SECRET",
              "The shared secret: whsec_ and base64 for standard_webhooks, base64 for rfc9421, text as it is "
              "for the others."),
      setting("next_signing_secret", FieldType::secret, "env:RECORDS_NEXT_SIGNING_SECRET",
              "standard_webhooks: signs too, while the receiver changes over to it."),
      setting("signing_key", FieldType::secret, "file:/etc/connector-hub/records.ed25519",
              "rfc9421: the 32 bytes of an Ed25519 private key in base64, instead of signing_secret."),
      setting("key_id", FieldType::text, "hub-2026", "rfc9421: what the receiver calls the key."),
      setting("signed_parts", FieldType::text_list, "[\"@method\", \"@target-uri\", content-digest]",
              "rfc9421: what is signed.", "@method, @target-uri, content-type, content-digest, webhook-id"),
      setting("hmac_header", FieldType::text, "X-Signature", "hmac: the header."),
      setting("hmac_value", FieldType::text, "sha256={hex}", "hmac: {hex} or {base64}, and {timestamp}.",
              "{hex}"),
      setting("hmac_base", FieldType::text, "{timestamp}.{body}", "hmac: {body}, {timestamp}, {id}.",
              "{body}"),
      setting("hmac_timestamp_header", FieldType::text, "X-Timestamp",
              "hmac: where the time stands, in seconds."),
  };
}

config::Spec make_spec() {
  config::Spec spec;
  spec.name = "webhook";
  spec.description = "Any REST API or webhook receiver, declared: no code, and still with proof.";
  for (const auto& part : {call_settings(), auth_settings(), answer_settings(), signing_settings()})
    spec.fields.insert(spec.fields.end(), part.begin(), part.end());
  return spec;
}

// The problem of a setting, told at its place.
Error at(const Settings& settings, std::string_view name, const Error& error) {
  return config_error(settings.problem(name, std::string(name) + ' ' + error.message).text());
}

Result<void> read_call(const Settings& settings, std::string_view name, std::optional<Call>& call) {
  if (!settings.has(name)) return {};
  auto read = Call::parse(settings.text(name));
  if (!read.ok()) return at(settings, name, read.error());
  call = std::move(*read);
  return {};
}

Result<void> read_path(const Settings& settings, std::string_view name, std::optional<Path>& path) {
  if (!settings.has(name)) return {};
  auto read = Path::parse(settings.text(name));
  if (!read.ok()) return at(settings, name, read.error());
  path = std::move(*read);
  return {};
}

// "left SIGN right", for lists of pairs.
std::optional<std::pair<std::string, std::string>> pair_of(const std::string& text, std::string_view sign) {
  const auto at = text.find(sign);
  if (at == text.npos || at == 0) return std::nullopt;
  return std::pair(text.substr(0, at), text.substr(at + sign.size()));
}

Result<void> read_calls(const Settings& settings, Calls& calls) {
  std::optional<Call> write;
  std::optional<Path> look_up_at, read_at;
  for (const auto& [name, call] :
       {std::pair("write", &write), std::pair("look_up", &calls.look_up), std::pair("erase", &calls.erase),
        std::pair("read_back", &calls.read_back), std::pair("describe", &calls.describe),
        std::pair("probe", &calls.probe)}) {
    if (auto read = read_call(settings, name, *call); !read.ok()) return read;
  }
  for (const auto& [name, path] : {std::pair("look_up_at", &look_up_at), std::pair("read_at", &read_at),
                                   std::pair("id_at", &calls.id_at)}) {
    if (auto read = read_path(settings, name, *path); !read.ok()) return read;
  }
  calls.write = std::move(*write);
  calls.look_up_at = std::move(*look_up_at);
  calls.read_at = std::move(*read_at);
  for (const std::string& line : settings.list("read_as")) {
    const auto pair = pair_of(line, " = ");
    auto path = Path::parse(pair ? pair->second : "");
    if (!path.ok()) return at(settings, "read_as", config_error("must be such as title = $.title.raw"));
    calls.read_as.emplace_back(pair->first, std::move(*path));
  }
  for (const Call* call : {&calls.write, calls.look_up ? &*calls.look_up : nullptr}) {
    if (call && call->names("id"))
      return at(settings, call == &calls.write ? "write" : "look_up",
                config_error("cannot name {id}: the target's own id is not known yet"));
  }
  const bool needs_id =
      (calls.read_back && calls.read_back->names("id")) || (calls.erase && calls.erase->names("id"));
  if (needs_id && !calls.id_at) return config_error("a path with {id} needs the setting 'id_at'");
  calls.trims_texts = settings.boolean("trims_texts");
  return {};
}

Result<void> read_rules(const Settings& settings, AnswerRules& rules) {
  rules.success.clear();
  for (const std::string& line : settings.list("success")) {
    if (auto added = rules.add_success(line); !added.ok()) return at(settings, "success", added.error());
  }
  for (const std::string& line : settings.list("failures")) {
    if (auto added = rules.add_kind(line); !added.ok()) return at(settings, "failures", added.error());
  }
  if (settings.has("success_when")) {
    auto set = rules.set_success_when(settings.text("success_when"));
    if (!set.ok()) return at(settings, "success_when", set.error());
  }
  if (auto read = read_path(settings, "error_code_at", rules.code_at); !read.ok()) return read;
  return read_path(settings, "error_fields_at", rules.fields_at);
}

// What was said of repetition, or what the calls suggest.
std::string repeats_of(const Settings& settings, const Calls& calls) {
  if (settings.has("repeats")) return settings.text("repeats");
  const bool by_key = calls.write.names("key") && calls.write.method != "POST";
  return by_key ? "same_record" : calls.look_up ? "look_up" : "never";
}

Result<void> read_traits(const Settings& settings, TargetOptions& options) {
  constexpr std::int64_t kConcurrencyMax = 64;
  const std::int64_t concurrency = settings.integer("concurrency");
  if (concurrency < 1 || concurrency > kConcurrencyMax)
    return at(settings, "concurrency", config_error("must be 1 to 64"));
  const std::string repeats = repeats_of(settings, options.calls);
  if (repeats == "look_up" && !options.calls.look_up)
    return at(settings, "repeats", config_error("look_up needs the setting 'look_up'"));
  options.can_repeat = repeats == "same_record";
  delivery::ConnectorTraits& traits = options.traits;
  traits.batch_records_max = 1;
  traits.concurrency_max = static_cast<std::size_t>(concurrency);
  traits.can_read_back = options.calls.read_back.has_value();
  constexpr std::string_view kUnknown = "What the target keeps of them is for its operator to say.";
  if (options.calls.erase)
    traits.erasure = {"Records are deleted by the declared call 'erase'.", kUnknown};
  else
    traits.erasure = {"Nothing: no call 'erase' is declared.", "Everything that was delivered."};
  traits.key_guarantee = delivery::UniqueKey{};
  if (options.can_repeat) return {};
  traits.key_guarantee = delivery::LookUpOnly{seconds_of(settings, "late_commit_window"),
                                              seconds_of(settings, "visibility_lag")};
  return {};
}

Result<void> read_auth(const Settings& settings, ClientOptions& client) {
  const std::string& auth = settings.text("auth");
  Buffer secret;
  client.token.scheme.clear();
  if (auth == "basic") {
    if (auto needed = check_needed(settings, "auth", {"username", "password"}); !needed.ok()) return needed;
    if (auto read = read_secret_into(secret, settings, "password"); !read.ok()) return read;
    client.token = basic_token(settings.text("username"), secret.view());
  } else if (auth == "bearer" || auth == "header") {
    if (auto needed = check_needed(settings, "auth", {"token"}); !needed.ok()) return needed;
    if (auto read = read_secret_into(secret, settings, "token"); !read.ok()) return read;
    client.token.value = secret.view();
    if (auth == "bearer") client.token.scheme = "Bearer";
    if (auth == "header") client.headers.add(settings.text("token_header"), client.token.value);
  } else if (auth == "client_credentials") {
    if (auto needed = check_needed(settings, "auth", {"token_url", "client_id", "client_secret"});
        !needed.ok())
      return needed;
    auto login = read_client_credentials(settings, settings.text("token_url"));
    if (!login.ok()) return std::move(login).error();
    login->scope = settings.text("scope");
    login->audience = settings.text("audience");
    login->in_header = settings.text("client_auth") != "body";
    client.login = std::move(*login);
  }
  return {};
}

Result<void> read_standard_webhooks(const Settings& settings, Signing& signing) {
  signing.scheme = Signing::Scheme::standard_webhooks;
  for (const std::string_view name : {"signing_secret", "next_signing_secret"}) {
    if (!settings.has(name)) continue;
    Buffer text;
    if (auto read = read_secret_into(text, settings, name); !read.ok()) return read;
    auto secret = http::parse_hmac_secret(text.view());
    if (!secret.ok()) return at(settings, name, secret.error());
    signing.secrets.push_back(std::move(*secret));
  }
  return {};
}

Result<void> read_rfc9421(const Settings& settings, Signing& signing) {
  signing.scheme = Signing::Scheme::message_signature;
  const bool is_pair = settings.has("signing_key");
  const std::string_view name = is_pair ? "signing_key" : "signing_secret";
  Buffer text;
  if (auto read = read_secret_into(text, settings, name); !read.ok()) return read;
  auto bytes = base64_decode(text.view());
  if (!bytes || bytes->empty() || (is_pair && bytes->size() != 32))
    return at(settings, name, config_error(is_pair ? "must be 32 bytes in base64" : "must be base64"));
  using Algorithm = http::SigningKey::Algorithm;
  signing.key = {is_pair ? Algorithm::ed25519 : Algorithm::hmac_sha256, std::move(*bytes)};
  signing.key_id = settings.text("key_id");
  signing.components = settings.list("signed_parts");
  return {};
}

Result<void> read_hmac(const Settings& settings, Signing& signing) {
  signing.scheme = Signing::Scheme::hmac;
  Buffer secret;
  if (auto read = read_secret_into(secret, settings, "signing_secret"); !read.ok()) return read;
  signing.secrets.emplace_back(secret.view().begin(), secret.view().end());
  if (const HmacForm* known = find_hmac_form(settings.text("signature"))) {
    signing.form = *known;
    return {};
  }
  if (auto needed = check_needed(settings, "signature", {"hmac_header"}); !needed.ok()) return needed;
  signing.form.header = settings.text("hmac_header");
  signing.form.value = settings.text("hmac_value");
  signing.form.base = settings.text("hmac_base");
  if (settings.has("hmac_timestamp_header"))
    signing.form.timestamp_header = settings.text("hmac_timestamp_header");
  if (auto checked = check(signing.form); !checked.ok()) return at(settings, "signature", checked.error());
  return {};
}

Result<void> read_signing(const Settings& settings, Signing& signing) {
  const std::string& scheme = settings.text("signature");
  if (scheme == "none") return {};
  const bool is_rfc = scheme == "rfc9421";
  if (is_rfc) {
    if (auto needed = check_needed(settings, "signature", {"key_id"}); !needed.ok()) return needed;
  }
  if (!is_rfc || !settings.has("signing_key")) {
    if (auto needed = check_needed(settings, "signature", {"signing_secret"}); !needed.ok()) return needed;
  }
  if (is_rfc) return read_rfc9421(settings, signing);
  return scheme == "standard_webhooks" ? read_standard_webhooks(settings, signing)
                                       : read_hmac(settings, signing);
}

Result<void> read_headers(const Settings& settings, http::Headers& headers) {
  for (const std::string& line : settings.list("headers")) {
    const auto pair = pair_of(line, ": ");
    if (!pair) return at(settings, "headers", config_error("must be such as X-Tenant: acme"));
    headers.add(pair->first, pair->second);
  }
  return {};
}

Result<std::unique_ptr<delivery::Connector>> create(const Settings& settings, Environment environment) {
  TargetOptions options;
  options.client.base_url = without_slash(settings.text("base_url"));
  options.client.timeout = settings.duration("timeout");
  if (auto read = read_calls(settings, options.calls); !read.ok()) return std::move(read).error();
  if (auto read = read_rules(settings, options.rules); !read.ok()) return std::move(read).error();
  if (auto read = read_traits(settings, options); !read.ok()) return std::move(read).error();
  if (auto read = read_headers(settings, options.client.headers); !read.ok()) return std::move(read).error();
  if (auto read = read_auth(settings, options.client); !read.ok()) return std::move(read).error();
  if (auto read = read_signing(settings, options.client.signing); !read.ok()) return std::move(read).error();
  std::unique_ptr<delivery::Connector> target =
      std::make_unique<Target>(std::move(options), environment.http, environment.clock);
  return target;
}

}  // namespace

void add_to(Registry& registry) {
  registry.add({make_spec(), create, {}});
}

}  // namespace hub::connectors::webhook
