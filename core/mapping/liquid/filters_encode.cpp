// Filters that encode and decode: URLs, Base64, JSON and CSV.
#include <algorithm>

#include "core/base/base64.hpp"
#include "core/base/buffer.hpp"
#include "core/mapping/liquid/characters.hpp"
#include "core/mapping/liquid/filter_functions.hpp"
#include "core/mapping/liquid/items.hpp"
#include "core/mapping/liquid/utf8.hpp"
#include "core/model/json.hpp"

namespace hub::mapping::liquid::filters {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";
constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Cell encoded_base64(Run& run, std::string_view bytes, std::string_view alphabet) {
  TextBuilder out = run.text_builder();
  for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(3, bytes.size()))) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out.push_back(i <= bytes.size() ? alphabet[group >> (18 - 6 * i) & 63] : '=');
    }
  }
  return run.finish(out);
}

Cell decoded_base64(Run& run, std::string_view text, std::string_view filter) {
  const auto bytes = hub::base64_decode(text);
  if (!bytes) return run.fail(std::string(filter) + ": the input is not Base64"), Cell();
  const std::string_view decoded(bytes->data(), bytes->size());
  if (!is_valid_utf8(decoded)) return run.fail(std::string(filter) + ": the result is not text"), Cell();
  TextBuilder out = run.text_builder();
  out.append(decoded);
  return run.finish(out);
}

// "https://user@Host:443/path" → "user@Host:443"; empty when there is no authority.
std::string_view authority_of(std::string_view url) {
  const std::size_t slashes = url.find("//");
  if (slashes == std::string_view::npos || (slashes > 0 && url[slashes - 1] != ':')) return {};
  url.remove_prefix(slashes + 2);
  return url.substr(0, url.find_first_of("/?#"));
}

void append_field(Run& run, const Value& value, std::string_view separator, TextBuilder& out) {
  run.touch(value.data_class());
  const std::string_view text = run.text_of(value);
  const bool quote = text.find_first_of("\"\r\n") != std::string_view::npos ||
                     (!separator.empty() && text.find(separator) != std::string_view::npos) ||
                     text.starts_with(' ') || text.ends_with(' ');
  if (!quote) return out.append(text);
  out.push_back('"');
  for (const char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

}  // namespace

Cell url_encode(Run& run, const FilterInput& input) {
  if (input.value.is_null()) return {};
  TextBuilder out = run.text_builder();
  for (const char c : run.text_of(input.value)) {
    if (is_word(c) || c == '-' || c == '.' || c == '~') {
      out.push_back(c);
    } else if (c == ' ') {
      out.push_back('+');
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kHexDigits[byte >> 4]);
      out.push_back(kHexDigits[byte & 15]);
    }
  }
  return run.finish(out);
}

Cell url_decode(Run& run, const FilterInput& input) {
  if (input.value.is_null()) return {};
  const std::string_view text = run.text_of(input.value);
  TextBuilder out = run.text_builder();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      out.push_back(static_cast<char>(high << 4 | low));
      i += 2;
    } else {
      out.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  if (!is_valid_utf8(out.view())) run.fail("url_decode: the result is not text");
  return run.finish(out);
}

Cell base64_encode(Run& run, const FilterInput& input) {
  return encoded_base64(run, run.text_of(input.value), kStandard);
}

Cell base64_url_safe_encode(Run& run, const FilterInput& input) {
  return encoded_base64(run, run.text_of(input.value), kUrlSafe);
}

Cell base64_decode(Run& run, const FilterInput& input) {
  return decoded_base64(run, run.text_of(input.value), "base64_decode");
}

Cell base64_url_safe_decode(Run& run, const FilterInput& input) {
  TextBuilder standard = run.text_builder();
  for (const char c : run.text_of(input.value)) standard.push_back(c == '-' ? '+' : c == '_' ? '/' : c);
  if (!standard.view().ends_with('=')) {
    while (standard.size() % 4 != 0 && !standard.over_limit()) standard.push_back('=');
  }
  return decoded_base64(run, standard.view(), "base64_url_safe_decode");
}

Cell json(Run& run, const FilterInput& input) {
  run.touch(run.deep_class_of(input.value));
  Buffer text;
  if (input.value.is_range()) {
    model::write_json(Value::array(items_of(run, input.value)), text);
  } else {
    model::write_json(input.value.value, text);
  }
  TextBuilder out = run.text_builder();
  out.append(text.view());
  return run.finish(out);
}

// One field, or a row of them for a list; quoted where RFC 4180 asks for it.
Cell csv(Run& run, const FilterInput& input) {
  const std::string_view separator = input.arguments.empty() ? "," : run.text_of(input.arguments[0]);
  TextBuilder out = run.text_builder();
  bool first = true;
  for (const Value& item : items_of(run, input.value)) {
    if (!first) out.append(separator);
    first = false;
    append_field(run, item, separator, out);
  }
  return run.finish(out);
}

Cell url_host(Run& run, const FilterInput& input) {
  std::string_view host = authority_of(run.text_of(input.value));
  if (const std::size_t user = host.rfind('@'); user != std::string_view::npos) host.remove_prefix(user + 1);
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : std::string_view::npos;
  host = bracket == std::string_view::npos ? host.substr(0, host.find(':')) : host.substr(0, bracket + 1);
  TextBuilder out = run.text_builder();
  for (const char c : host) out.push_back(to_lower(c));
  return run.finish(out);
}

Cell strip_query(Run& run, const FilterInput& input) {
  const std::string_view url = run.text_of(input.value);
  return Run::text(url.substr(0, url.find_first_of("?#")));
}

}  // namespace hub::mapping::liquid::filters
