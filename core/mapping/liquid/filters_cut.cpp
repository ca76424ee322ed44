// The filters that cut text or arrays into parts: split and slice.
#include <algorithm>

#include "core/mapping/liquid/characters.hpp"
#include "core/mapping/liquid/filter_functions.hpp"
#include "core/mapping/liquid/items.hpp"
#include "core/mapping/liquid/run.hpp"
#include "core/mapping/liquid/utf8.hpp"

namespace hub::mapping::liquid::filters {
namespace {

// First and length as Ruby's slice has them: from the end where negative, nothing when out of bounds.
struct Part {
  std::size_t first = 0;
  std::size_t length = 0;
};

Part part_of(std::size_t size, std::int64_t first, std::int64_t length) {
  const auto whole = static_cast<std::int64_t>(size);
  if (first < 0) first += whole;
  if (first < 0 || first > whole || length < 0) return {};
  return {static_cast<std::size_t>(first), static_cast<std::size_t>(std::min(length, whole - first))};
}

void split_words(Run& run, std::string_view text, ValueList& parts) {
  while (run.charge(1)) {
    text = trim_left(text);
    if (text.empty()) return;
    std::size_t end = 0;
    while (end < text.size() && !is_strippable(text[end])) ++end;
    parts.push_back(Value::string(text.substr(0, end)));
    text.remove_prefix(end);
  }
}

void split_characters(Run& run, std::string_view text, ValueList& parts) {
  if (!run.charge(text.size() * 2)) return;
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    parts.push_back(Value::string(character));
    text.remove_prefix(character.size());
  }
}

void split_at(Run& run, std::string_view text, std::string_view separator, ValueList& parts) {
  for (std::size_t at = 0; run.charge(2); text.remove_prefix(at + separator.size())) {
    at = text.find(separator);
    parts.push_back(Value::string(text.substr(0, at)));
    if (at == std::string_view::npos) return;
  }
}

}  // namespace

Cell split(Run& run, const FilterInput& input) {
  const std::string_view text = run.text_of(input.value);
  const std::string_view separator = run.text_of(input.arguments[0]);
  ValueList parts(&run.arena);
  if (separator == " ") {
    split_words(run, text, parts);
  } else if (separator.empty()) {
    split_characters(run, text, parts);
  } else {
    split_at(run, text, separator, parts);
  }
  while (!parts.empty() && parts.back().as_string().empty()) parts.pop_back();
  // The parts are as personal as the text they come from.
  for (Value& part : parts)
    part = part.with_class(highest(input.value.data_class(), input.arguments[0].data_class()));
  return array_of(parts);
}

Cell slice(Run& run, const FilterInput& input) {
  const std::int64_t first = run.whole_of(input.arguments[0], "slice: where to begin");
  const bool has_length = input.arguments.size() > 1 && !input.arguments[1].is_null();
  const std::int64_t length = has_length ? run.whole_of(input.arguments[1], "slice: the length") : 1;
  if (run.failed()) return {};
  if (input.value.is_array()) {
    const auto items = input.value.value.as_array();
    const Part part = part_of(items.size(), first, length);
    return Value::array(items.subspan(part.first, part.length));
  }
  const std::string_view text = run.text_of(input.value);
  const Part part = part_of(character_count(text), first, length);
  const std::string_view rest = text.substr(bytes_of(text, part.first));
  return Run::text(rest.substr(0, bytes_of(rest, part.length)));
}

}  // namespace hub::mapping::liquid::filters
