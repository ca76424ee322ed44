#include "connectors/settings.hpp"

#include "core/base/base64.hpp"

namespace hub::connectors {

config::Field setting(std::string name, config::FieldType type, std::string example, std::string description,
                      std::string fallback) {
  config::Field field;
  field.name = std::move(name);
  field.type = type;
  field.example = std::move(example);
  field.description = std::move(description);
  field.fallback = std::move(fallback);
  return field;
}

config::Field required(config::Field field) {
  field.required = true;
  return field;
}

config::Field choice(std::string name, std::vector<std::string> words, std::string description) {
  config::Field field = setting(std::move(name), config::FieldType::choice, words.back(),
                                std::move(description), words.front());
  field.choices = std::move(words);
  return field;
}

Result<void> check_needed(const config::Settings& settings, std::string_view because,
                          std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (settings.has(name)) continue;
    const auto problem = settings.problem(
        because, "'" + settings.text(because) + "' needs the setting '" + std::string(name) + "'");
    return config_error(problem.text());
  }
  return {};
}

Result<void> read_secret_into(Buffer& secret, const config::Settings& settings, std::string_view name) {
  if (!settings.has(name)) return {};
  auto value = settings.secret(name);
  if (!value.ok()) return std::move(value).error().with_context("setting '" + std::string(name) + "'");
  secret = std::move(*value);
  return {};
}

std::chrono::seconds seconds_of(const config::Settings& settings, std::string_view name) {
  return std::chrono::ceil<std::chrono::seconds>(settings.duration(name));
}

Result<http::ClientCredentials> read_client_credentials(const config::Settings& settings,
                                                        std::string token_url) {
  http::ClientCredentials credentials;
  auto read = read_secret_into(credentials.client_secret, settings, "client_secret");
  if (!read.ok()) return std::move(read).error();
  credentials.token_url = std::move(token_url);
  credentials.client_id = settings.text("client_id");
  return credentials;
}

http::Token basic_token(std::string_view user, std::string_view password) {
  Buffer pair(user);
  pair.push_back(':');
  pair.append(password);
  return {base64_encode(pair.view()), {}, {}, "Basic"};
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace hub::connectors
