#include "core/policy/credential.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "core/base/sha256.hpp"
#include "core/config/spec.hpp"

namespace hub::policy {
namespace {

using config::FieldType;

const config::Spec& credential_spec() {
  static const config::Spec spec{
      "credential",
      "What an event sender proves itself with.",
      {
          {.name = "name",
           .type = FieldType::text,
           .description = "What logs and the audit call it",
           .required = true,
           .fallback = "",
           .example = "engage-2026",
           .choices = {}},
          {.name = "kind",
           .type = FieldType::choice,
           .description = "How events are authenticated",
           .required = true,
           .fallback = "",
           .example = "standard_webhooks",
           .choices = {"standard_webhooks", "bearer", "client_certificate"}},
          {.name = "secrets",
           .type = FieldType::text_list,
           .description =
               "standard_webhooks: references to whsec_ or whpk_ keys, the new one and the old one",
           .required = false,
           .fallback = "",
           .example = "[env:ACME_EVENT_KEY]",
           .choices = {}},
          {.name = "key_id",
           .type = FieldType::text,
           .description = "bearer: the ID in hubk_ID_SECRET",
           .required = false,
           .fallback = "",
           .example = "a1b2c3d4",
           .choices = {}},
          {.name = "sha256",
           .type = FieldType::text,
           .description = "bearer: the SHA-256 of SECRET in hex; the key itself is kept by its owner alone",
           .required = false,
           .fallback = "",
           .example = "",
           .choices = {}},
          {.name = "subject",
           .type = FieldType::text,
           .description = "client_certificate: its subject as one line",
           .required = false,
           .fallback = "",
           .example = "CN=engage-eu",
           .choices = {}},
      }};
  return spec;
}

bool is_reference(std::string_view text) {
  return text.starts_with("env:") || text.starts_with("file:") || text.starts_with("cmd:") ||
         text.starts_with("secret:");
}

bool is_sha256_hex(std::string_view text) {
  return text.size() == 64 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

void check_kind(const Credential& credential, const config::Settings& settings, config::Problems& problems) {
  switch (credential.kind) {
    case Credential::Kind::standard_webhooks:
      if (credential.secrets.empty())
        problems.push_back(settings.problem("kind", "a standard_webhooks credential needs `secrets`"));
      if (!std::ranges::all_of(credential.secrets, is_reference))
        problems.push_back(settings.problem("secrets", "a secret is written as a reference, never as itself",
                                            "env:NAME, file:PATH or cmd:COMMAND"));
      break;
    case Credential::Kind::bearer:
      if (credential.key_id.empty())
        problems.push_back(
            settings.problem("kind", "a bearer credential needs `key_id`", "the ID in hubk_ID_SECRET"));
      if (!is_sha256_hex(credential.sha256))
        problems.push_back(settings.problem("sha256",
                                            "a bearer credential needs `sha256`: 64 lower-case hex digits",
                                            "printf %s \"$SECRET\" | sha256sum"));
      break;
    case Credential::Kind::client_certificate:
      if (credential.subject.empty())
        problems.push_back(settings.problem("kind", "a client_certificate credential needs `subject`"));
      break;
  }
}

Credential::Kind parse_kind(std::string_view word) {
  if (word == "bearer") return Credential::Kind::bearer;
  if (word == "client_certificate") return Credential::Kind::client_certificate;
  return Credential::Kind::standard_webhooks;
}

}  // namespace

std::string_view to_string(Credential::Kind kind) {
  switch (kind) {
    case Credential::Kind::standard_webhooks:
      return "standard_webhooks";
    case Credential::Kind::bearer:
      return "bearer";
    case Credential::Kind::client_certificate:
      return "client_certificate";
  }
  return "unknown";
}

Credential read_credential(const config::Node& node, config::Problems& problems) {
  const std::size_t before = problems.size();
  const config::Settings settings = read_settings(credential_spec(), node, problems);
  if (problems.size() != before) return {};
  Credential credential;
  credential.name = settings.text("name");
  credential.kind = parse_kind(settings.text("kind"));
  if (settings.has("secrets")) credential.secrets = settings.list("secrets");
  if (settings.has("key_id")) credential.key_id = settings.text("key_id");
  if (settings.has("sha256")) credential.sha256 = settings.text("sha256");
  if (settings.has("subject")) credential.subject = settings.text("subject");
  check_kind(credential, settings, problems);
  return credential;
}

std::string bearer_hash(std::string_view key) {
  return sha256_hex(key);
}

bool same_hash(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace hub::policy
