#include "core/model/text_form.hpp"

#include <algorithm>

#include "core/model/json.hpp"

namespace hub::model {

std::string_view without_controls(std::string_view text, Arena& arena) {
  if (std::ranges::none_of(text, is_dropped_control)) return text;
  char* kept = arena.take_array<char>(text.size());
  const auto end = std::ranges::remove_copy_if(text, kept, is_dropped_control).out;
  return {kept, static_cast<std::size_t>(end - kept)};
}

std::string_view collapsed(std::string_view text, Arena& arena) {
  if (text.empty()) return {};
  char* kept = arena.take_array<char>(text.size());
  std::size_t size = 0;
  bool is_after_blank = true;
  for (const char c : text) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (is_dropped_control(c) || (is_blank && is_after_blank)) continue;
    kept[size++] = is_blank ? ' ' : c;
    is_after_blank = is_blank;
  }
  return trimmed({kept, size});
}

std::string_view as_text(const Value& value, Arena& arena) {
  if (value.is_string()) return value.as_string();
  Buffer json;
  write_json(value, json);
  return arena.copy(json.view());
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto start = text.find_first_not_of(kBlank);
  if (start == text.npos) return {};
  return text.substr(start, text.find_last_not_of(kBlank) + 1 - start);
}

}  // namespace hub::model
