// What every connector's spec and create() need: fields in one line, secrets, addresses. Pure, but for
// reading secrets; any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/base/result.hpp"
#include "core/config/spec.hpp"
#include "core/http/oauth.hpp"

namespace hub::connectors {

config::Field setting(std::string name, config::FieldType type, std::string example, std::string description,
                      std::string fallback = {});
config::Field required(config::Field field);
// A field with a fixed set of words; the first is the default.
config::Field choice(std::string name, std::vector<std::string> words, std::string description);

// Fails with config, at the field `because`, when one of `names` is not set although its value needs them.
Result<void> check_needed(const config::Settings& settings, std::string_view because,
                          std::initializer_list<std::string_view> names);

// Reads a secret setting; `secret` stays empty where it is not set.
Result<void> read_secret_into(Buffer& secret, const config::Settings& settings, std::string_view name);

// Rounded up.
std::chrono::seconds seconds_of(const config::Settings& settings, std::string_view name);

// The settings 'client_id' and 'client_secret'. What else a vendor wants is the caller's to add.
Result<http::ClientCredentials> read_client_credentials(const config::Settings& settings,
                                                        std::string token_url);

// Of HTTP Basic (RFC 7617).
http::Token basic_token(std::string_view user, std::string_view password);

// "https://acme.example/" to "https://acme.example".
std::string without_slash(std::string url);

}  // namespace hub::connectors
