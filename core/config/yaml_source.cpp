#include "core/config/yaml_source.hpp"

#include <algorithm>

namespace hub::config {

namespace {

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// The length of the UTF-8 sequence at the front, or 0 when it is none.
std::size_t sequence_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead == 0) return 0;
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool out_of_range = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  if (overlong || out_of_range) return 0;
  return std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(length), is_continuation)
             ? length
             : 0;
}

}  // namespace

YamlSource::YamlSource(std::string_view text, const std::string& file)
    : text_(text), file_(file), line_starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_starts_.push_back(i + 1);
  }
}

YamlSource::Place YamlSource::place(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::size_t>(after - line_starts_.begin());
  const std::string_view before = text_.substr(line_starts_[line - 1], offset - line_starts_[line - 1]);
  const auto characters =
      before.size() - static_cast<std::size_t>(std::ranges::count_if(before, is_continuation));
  return {static_cast<int>(line), static_cast<int>(characters) + 1};
}

void YamlSource::locate(std::size_t offset, Node& node) const {
  node.file = file_;
  const Place found = place(offset);
  node.line = found.line;
  node.column = found.column;
}

// Past "&anchor" and "!tag" in front of a scalar.
std::size_t YamlSource::skip_properties(std::size_t offset) const {
  while (offset < text_.size() && (text_[offset] == '&' || text_[offset] == '!')) {
    offset = std::min(text_.find_first_of(" \n", offset), text_.size());
    offset = std::min(text_.find_first_not_of(" \n", offset), text_.size());
  }
  return offset;
}

std::optional<std::size_t> YamlSource::first_block_text(std::size_t header) const {
  const std::size_t line_end = text_.find('\n', header);
  if (line_end == std::string_view::npos) return std::nullopt;
  const std::size_t first = text_.find_first_not_of(" \r\n", line_end + 1);
  if (first == std::string_view::npos) return std::nullopt;
  return first;
}

void YamlSource::locate_text(std::size_t offset, Node& node) const {
  offset = skip_properties(offset);
  const char first = offset < text_.size() ? text_[offset] : '\0';
  const bool is_block = node.quoted && (first == '|' || first == '>');
  if (is_block) {
    const auto begin = first_block_text(offset);
    const Place found = place(begin.value_or(offset));
    const Place header = place(offset);
    // Empty lines in front belong to the text, so it begins on the line below the header in any case.
    node.text_line = begin ? header.line + 1 : header.line;
    node.text_column = found.column;
    node.verbatim = first == '|' && begin.has_value();
    return;
  }
  const Place found = place(offset);
  node.text_line = found.line;
  node.text_column = found.column + (node.quoted ? 1 : 0);
}

std::optional<std::size_t> YamlSource::first_invalid_byte() const {
  for (std::size_t i = 0; i < text_.size();) {
    const std::size_t length = sequence_length(text_.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

}  // namespace hub::config
