// Filters that cut, join and change the case of text.
#include <array>

#include "core/mapping/liquid/characters.hpp"
#include "core/mapping/liquid/filter_functions.hpp"
#include "core/mapping/liquid/run.hpp"
#include "core/mapping/liquid/utf8.hpp"

namespace hub::mapping::liquid::filters {
namespace {

std::string_view argument(Run& run, const FilterInput& input, std::size_t index,
                          std::string_view fallback = {}) {
  return index < input.arguments.size() ? run.text_of(input.arguments[index]) : fallback;
}

Cell concatenated(Run& run, std::string_view a, std::string_view b) {
  TextBuilder out = run.text_builder();
  out.append(a);
  out.append(b);
  return run.finish(out);
}

std::string_view next_character(std::string_view text) {
  return text.substr(0, bytes_of(text, 1));
}

char32_t upper(char32_t character) {
  return to_upper(character);
}
char32_t lower(char32_t character) {
  return to_lower(character);
}

void append_cased(std::string_view text, char32_t (*change)(char32_t), TextBuilder& out) {
  while (!text.empty()) {
    const std::string_view character = next_character(text);
    text.remove_prefix(character.size());
    if (character == "ß" && change == upper) {
      out.append("SS");
      continue;
    }
    char encoded[4];
    const std::size_t size = encode_character(change(decode_character(character)), encoded);
    out.append({encoded, size});
  }
}

std::string_view without_line_end(std::string_view text) {
  return text.ends_with('\r') ? text.substr(0, text.size() - 1) : text;
}

// Every line end, "\n" or "\r\n", becomes `instead`.
Cell with_line_ends(Run& run, std::string_view text, std::string_view instead) {
  std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return Run::text(text);
  TextBuilder out = run.text_builder();
  for (; end != std::string_view::npos; end = text.find('\n')) {
    out.append(without_line_end(text.substr(0, end)));
    out.append(instead);
    text.remove_prefix(end + 1);
  }
  out.append(text);
  return run.finish(out);
}

}  // namespace

Cell append(Run& run, const FilterInput& input) {
  return concatenated(run, run.text_of(input.value), argument(run, input, 0));
}

Cell prepend(Run& run, const FilterInput& input) {
  return concatenated(run, argument(run, input, 0), run.text_of(input.value));
}

Cell upcase(Run& run, const FilterInput& input) {
  TextBuilder out = run.text_builder();
  append_cased(run.text_of(input.value), upper, out);
  return run.finish(out);
}

Cell downcase(Run& run, const FilterInput& input) {
  TextBuilder out = run.text_builder();
  append_cased(run.text_of(input.value), lower, out);
  return run.finish(out);
}

Cell capitalize(Run& run, const FilterInput& input) {
  const std::string_view text = run.text_of(input.value);
  const std::string_view first = next_character(text);
  TextBuilder out = run.text_builder();
  append_cased(first, upper, out);
  append_cased(text.substr(first.size()), lower, out);
  return run.finish(out);
}

Cell strip(Run& run, const FilterInput& input) {
  return Run::text(trim(run.text_of(input.value)));
}
Cell lstrip(Run& run, const FilterInput& input) {
  return Run::text(trim_left(run.text_of(input.value)));
}
Cell rstrip(Run& run, const FilterInput& input) {
  return Run::text(trim_right(run.text_of(input.value)));
}

Cell strip_newlines(Run& run, const FilterInput& input) {
  return with_line_ends(run, run.text_of(input.value), "");
}

Cell newline_to_br(Run& run, const FilterInput& input) {
  return with_line_ends(run, run.text_of(input.value), "<br />\n");
}

Cell replace(Run& run, const FilterInput& input) {
  std::string_view text = run.text_of(input.value);
  const std::string_view wanted = argument(run, input, 0);
  const std::string_view instead = argument(run, input, 1);
  TextBuilder out = run.text_builder();
  if (wanted.empty()) {
    while (!text.empty()) {
      const std::string_view character = next_character(text);
      out.append(instead);
      out.append(character);
      text.remove_prefix(character.size());
    }
    out.append(instead);
    return run.finish(out);
  }
  for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted)) {
    out.append(text.substr(0, at));
    out.append(instead);
    text.remove_prefix(at + wanted.size());
  }
  out.append(text);
  return run.finish(out);
}

namespace {

Cell replaced_at(Run& run, std::string_view text, std::size_t at, std::size_t length,
                 std::string_view instead) {
  if (at == std::string_view::npos) return Run::text(text);
  TextBuilder out = run.text_builder();
  out.append(text.substr(0, at));
  out.append(instead);
  out.append(text.substr(at + length));
  return run.finish(out);
}

}  // namespace

Cell replace_first(Run& run, const FilterInput& input) {
  const std::string_view text = run.text_of(input.value);
  const std::string_view wanted = argument(run, input, 0);
  return replaced_at(run, text, text.find(wanted), wanted.size(), argument(run, input, 1));
}

Cell replace_last(Run& run, const FilterInput& input) {
  const std::string_view text = run.text_of(input.value);
  const std::string_view wanted = argument(run, input, 0);
  return replaced_at(run, text, text.rfind(wanted), wanted.size(), argument(run, input, 1));
}

Cell truncate(Run& run, const FilterInput& input) {
  if (input.value.is_null()) return {};
  const std::string_view text = run.text_of(input.value);
  const std::int64_t length =
      input.arguments.empty() ? 50 : run.whole_of(input.arguments[0], "truncate: the length");
  const std::string_view mark = argument(run, input, 1, "...");
  if (static_cast<std::int64_t>(character_count(text)) <= length) return Run::text(text);
  const std::int64_t kept =
      std::max<std::int64_t>(length - static_cast<std::int64_t>(character_count(mark)), 0);
  return concatenated(run, text.substr(0, bytes_of(text, static_cast<std::size_t>(kept))), mark);
}

Cell truncatewords(Run& run, const FilterInput& input) {
  if (input.value.is_null()) return {};
  const std::string_view text = run.text_of(input.value);
  const std::int64_t asked =
      input.arguments.empty() ? 15 : run.whole_of(input.arguments[0], "truncatewords: the number of words");
  const std::string_view mark = argument(run, input, 1, "...");
  const std::int64_t wanted = std::max<std::int64_t>(asked, 1);
  TextBuilder out = run.text_builder();
  std::string_view rest = text;
  for (std::int64_t words = 0;; ++words) {
    while (!rest.empty() && is_strippable(rest.front())) rest.remove_prefix(1);
    if (words == wanted) break;
    if (rest.empty()) return Run::text(text);
    std::size_t end = 0;
    while (end < rest.size() && !is_strippable(rest[end])) ++end;
    if (words > 0) out.push_back(' ');
    out.append(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  // Only white space behind the last word counts as one more, as the reference implementation splits.
  const bool ends_in_space = !text.empty() && is_strippable(text.back());
  if (rest.empty() && !ends_in_space) return Run::text(text);
  out.append(mark);
  return run.finish(out);
}

// Cuts between characters so that the text with its mark takes at most that many bytes.
Cell bytes_truncate(Run& run, const FilterInput& input) {
  if (input.value.is_null()) return {};
  const std::string_view text = run.text_of(input.value);
  const std::int64_t asked = run.whole_of(input.arguments[0], "bytes_truncate: the number of bytes");
  const auto limit = static_cast<std::size_t>(std::max<std::int64_t>(asked, 0));
  if (text.size() <= limit) return Run::text(text);
  const std::string_view mark = argument(run, input, 1, "...");
  if (mark.size() > limit) return run.fail("bytes_truncate: the mark is longer than the limit"), Cell();
  std::size_t kept = limit - mark.size();
  while (kept > 0 && !begins_character(text[kept])) --kept;
  return concatenated(run, text.substr(0, kept), mark);
}

Cell size(Run& run, const FilterInput& input) {
  const Cell& value = input.value;
  std::uint64_t count = 0;
  if (value.is_string()) {
    count = character_count(run.text_of(value));
  } else if (value.is_array()) {
    count = value.value.as_array().size();
  } else if (value.is_object()) {
    count = value.value.as_object().size();
  } else if (value.is_range()) {
    count = value.range_size();
  }
  return Value::integer(static_cast<std::int64_t>(count));
}

}  // namespace hub::mapping::liquid::filters
