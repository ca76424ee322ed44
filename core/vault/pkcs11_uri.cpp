#include "core/vault/pkcs11_uri.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>

namespace hub::vault {

namespace {

constexpr std::string_view kScheme = "pkcs11:";
constexpr const char* kShape = "write pkcs11:token=NAME;object=NAME?module-path=FILE&pin-source=file:PATH";

Error bad(const std::string& why) {
  return config_error("the PKCS#11 URI of the root key: " + why);
}

std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    unsigned value = 0;
    const std::string_view digits = text.substr(i + 1, 2);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || read.ptr != digits.data() + 2) return std::nullopt;
    plain += static_cast<char>(value);
    i += 2;
  }
  return plain;
}

struct Attribute {
  std::string_view name;
  std::string* into;
};

// "a=b;c=d": each one known, none twice.
Result<void> read_attributes(std::string_view text, char separator, std::span<const Attribute> known) {
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    const std::size_t equals = one.find('=');
    const std::string_view name = one.substr(0, equals);
    if (name == "pin-value") return bad("a PIN does not belong into the configuration: name its pin-source");
    const auto attribute = std::ranges::find(known, name, &Attribute::name);
    if (attribute == known.end()) return bad("it has an attribute that the hub does not know");
    auto value = decoded(equals == std::string_view::npos ? "" : one.substr(equals + 1));
    if (!value || value->empty()) return bad("an attribute has no value");
    if (!attribute->into->empty()) return bad("an attribute is given twice");
    *attribute->into = std::move(*value);
  }
  return {};
}

}  // namespace

Result<Pkcs11Uri> parse_pkcs11_uri(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return bad(kShape);
  uri.remove_prefix(kScheme.size());
  Pkcs11Uri parsed;
  std::string pin_source;
  const std::array<Attribute, 2> path = {{{"token", &parsed.token}, {"object", &parsed.object}}};
  const std::array<Attribute, 2> query = {
      {{"module-path", &parsed.module_path}, {"pin-source", &pin_source}}};
  const std::size_t question = uri.find('?');
  if (auto read = read_attributes(uri.substr(0, question), ';', path); !read.ok()) return read.error();
  const std::string_view rest = question == std::string_view::npos ? "" : uri.substr(question + 1);
  if (auto read = read_attributes(rest, '&', query); !read.ok()) return read.error();
  const std::size_t colon = pin_source.find(':');
  if (parsed.token.empty() || parsed.object.empty() || parsed.module_path.empty() ||
      colon == std::string::npos)
    return bad(kShape);
  parsed.pin_kind = pin_source.substr(0, colon);
  parsed.pin_place = pin_source.substr(colon + 1);
  return parsed;
}

}  // namespace hub::vault
