#include "tools/residue/case_texts.hpp"

#include <algorithm>
#include <string>

#include "core/base/base64.hpp"
#include "core/model/json.hpp"

namespace hub::residue {
namespace {

constexpr std::size_t kCharactersMin = 21;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

// 2026-11-01T23:43:47.199Z: the hub's own times would look the same.
bool is_time(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T') return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '.' || c == '+' || c == 'T' || c == 'Z';
  });
}

std::string json_form(std::string_view text) {
  Buffer json;
  model::write_json_string(text, json);
  return std::string(json.view().substr(1, json.size() - 2));
}

std::string hex_form(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : text) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4];
    hex += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

// The middle of the base64 of anything that holds the text at this alignment: whole groups of three bytes
// only.
std::string base64_form(std::string_view text, std::size_t skipped) {
  text.remove_prefix(skipped);
  text = text.substr(0, text.size() / 3 * 3);
  return base64_encode(text);
}

void add_texts(const model::Value& value, Scanner& scanner, std::size_t& texts) {
  if (value.is_string()) {
    const std::string_view text = value.as_string();
    if (characters(text) < kCharactersMin || is_time(text)) return;
    add_forms(text, scanner);
    ++texts;
  } else if (value.is_array()) {
    for (const model::Value& item : value.as_array()) add_texts(item, scanner, texts);
  } else if (value.is_object()) {
    for (const model::Member& member : value.as_object()) add_texts(member.value, scanner, texts);
  }
}

}  // namespace

void add_forms(std::string_view text, Scanner& scanner) {
  const std::string in_json = json_form(text);
  scanner.add(std::string(text));
  scanner.add(in_json);
  scanner.add(hex_form(text));
  for (std::size_t alignment = 0; alignment < 3; ++alignment) {
    scanner.add(base64_form(text, alignment));
    scanner.add(base64_form(in_json, alignment));
  }
}

Result<TextCount> add_case_texts(std::istream& lines, std::size_t cases_max, Scanner& scanner) {
  TextCount count;
  model::JsonParser parser;
  model::Arena arena;
  std::string line;
  while (count.cases < cases_max && std::getline(lines, line)) {
    if (line.empty()) continue;
    arena.reset();
    const auto event = parser.parse(line, arena);
    if (!event)
      return invalid_error("malformed_json", "line " + std::to_string(count.cases + 1) + " is no JSON");
    const model::Value* data = event->find("data");
    add_texts(data != nullptr ? *data : *event, scanner, count.texts);
    ++count.cases;
  }
  return count;
}

}  // namespace hub::residue
