#include <array>

#include "core/config/spec.hpp"

namespace hub::config {

namespace {

constexpr std::array kTypeNames = {"text", "whole number", "true/false", "time",         "size",
                                   "URL",  "secret",       "choice",     "list of texts"};

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string default_cell(const Field& field) {
  if (field.required) return "*required*";
  return field.fallback.empty() ? "" : '`' + cell(field.fallback) + '`';
}

std::string type_cell(const Field& field) {
  if (field.type != FieldType::choice) return kTypeNames[static_cast<std::size_t>(field.type)];
  std::string all;
  for (const std::string& choice : field.choices) all += (all.empty() ? "`" : ", `") + choice + '`';
  return all;
}

std::string quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string json = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      json += std::string("\\u00") + kHex[static_cast<std::size_t>(c) >> 4] +
              kHex[static_cast<std::size_t>(c) & 15];
      continue;
    }
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  return json + '"';
}

std::string type_schema(const Field& field) {
  switch (field.type) {
    case FieldType::integer:
      return R"("type":"integer")";
    case FieldType::boolean:
      return R"("type":"boolean")";
    case FieldType::duration:
      return R"("type":"string","pattern":"^[0-9]+(ms|s|m|h|d)$")";
    case FieldType::size:
      return R"("type":["string","integer"],"pattern":"^[0-9]+(B|KiB|MiB|GiB)?$")";
    case FieldType::url:
      return R"("type":"string","pattern":"^https?://")";
    case FieldType::secret:
      return R"("type":"string","pattern":"^(env|file|cmd|secret):.")";
    case FieldType::text_list:
      return R"("type":["array","string"],"items":{"type":["string","number"]})";
    case FieldType::text:
      return R"("type":["string","number","boolean"])";
    case FieldType::choice:
      break;
  }
  std::string choices;
  for (const std::string& choice : field.choices) choices += (choices.empty() ? "" : ",") + quoted(choice);
  return "\"enum\":[" + choices + ']';
}

}  // namespace

std::string_view to_string(FieldType type) {
  static constexpr std::array<std::string_view, 9> kWords = {"text", "integer", "boolean", "duration", "size",
                                                             "url",  "secret",  "choice",  "text_list"};
  return kWords[static_cast<std::size_t>(type)];
}

std::string reference_page(const Spec& spec) {
  std::string page = "## " + spec.name + "\n\n" + spec.description + "\n\n";
  page += "| setting | type | default | meaning |\n|---|---|---|---|\n";
  for (const Field& field : spec.fields) {
    page += "| `" + field.name + "` | " + type_cell(field) + " | " + default_cell(field) + " | " +
            cell(field.description);
    if (!field.example.empty()) page += " Example: `" + cell(field.example) + '`';
    page += " |\n";
  }
  return page;
}

std::string json_schema(const Spec& spec) {
  std::string properties, required;
  for (const Field& field : spec.fields) {
    if (!properties.empty()) properties += ',';
    properties += quoted(field.name) + ":{" + type_schema(field) +
                  ",\"description\":" + quoted(field.description) + '}';
    if (field.required) required += (required.empty() ? "" : ",") + quoted(field.name);
  }
  return R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":)" + quoted(spec.name) +
         ",\"description\":" + quoted(spec.description) +
         ",\"type\":\"object\",\"additionalProperties\":false," + "\"required\":[" + required +
         "],\"properties\":{" + properties + "}}";
}

}  // namespace hub::config
