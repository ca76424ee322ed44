// Each setting is declared once: parsing, validation, `config check`, reference pages and JSON Schema come
// from it. Plain values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/problem.hpp"
#include "core/config/secret.hpp"
#include "core/config/yaml.hpp"

namespace hub::config {

enum class FieldType : std::uint8_t {
  text,
  integer,
  boolean,
  duration,  // "30s", "5m", "72h", "250ms"
  size,      // "64KiB", "8MiB"
  url,
  secret,  // a reference: "env:NAME", "file:PATH", "cmd:COMMAND", "secret:NAME"
  choice,
  text_list,
};

// "text", "integer", "text_list".
std::string_view to_string(FieldType type);

struct Field {
  std::string name;
  FieldType type = FieldType::text;
  std::string description;
  bool required = false;
  std::string fallback;  // as it would be written; empty: none
  std::string example;
  std::vector<std::string> choices;  // of a choice; of a secret: further schemes of references
};

struct Spec {
  std::string name;
  std::string description;
  std::vector<Field> fields;
};

// Settings that passed their spec: each getter's field is present with its type or its default.
class Settings {
 public:
  // True when the field was written or has a default; the getters of other fields give empty values.
  bool has(std::string_view name) const;
  const std::string& text(std::string_view name) const;  // also url, choice, secret (the reference)
  std::int64_t integer(std::string_view name) const;
  bool boolean(std::string_view name) const;
  std::chrono::milliseconds duration(std::string_view name) const;
  std::uint64_t size(std::string_view name) const;
  const std::vector<std::string>& list(std::string_view name) const;
  // The value of a secret; read anew each time. Fails with config.
  Result<Buffer> secret(std::string_view name) const { return read_secret(text(name), secrets_); }
  // Where "secret:NAME" is found; outlives the settings.
  void use_secrets(const SecretSource* secrets) { secrets_ = secrets; }
  // Where the field stands, for later problems; the whole node when it was a default.
  Problem problem(std::string_view name, std::string message, std::string fix = {}) const;

 private:
  friend class SettingsReader;
  struct Item {
    std::string text;
    std::int64_t number = 0;
    std::vector<std::string> list;
    int line = 0, column = 0;
    bool present = false;
  };
  const Item& item(std::string_view name) const;
  std::map<std::string, Item, std::less<>> items_;
  std::string file_, path_;
  int line_ = 0, column_ = 0;
  const SecretSource* secrets_ = nullptr;
};

// Checks `node` against the spec; every problem at once. The result is only to be used when none was added.
Settings read_settings(const Spec& spec, const Node& node, Problems& problems);

// "250ms", "30s", "5m", "72h", "7d"; nothing for anything else.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
// "512", "64KiB", "8MiB", "1GiB" in bytes; nothing for anything else.
std::optional<std::uint64_t> parse_size(std::string_view text);

// A Markdown table of the fields, for the reference pages.
std::string reference_page(const Spec& spec);
// The same as a JSON Schema (draft 2020-12), for editors.
std::string json_schema(const Spec& spec);

}  // namespace hub::config
