#include "core/mapping/liquid/scanner.hpp"

#include <algorithm>

#include "core/mapping/liquid/characters.hpp"

namespace hub::mapping::liquid {
namespace {

// Splits "name words" into the tag's name and the rest.
void split_tag(std::string_view inside, std::size_t inside_at, Chunk& chunk) {
  std::size_t begin = 0;
  while (begin < inside.size() && is_space(inside[begin])) ++begin;
  std::size_t end = begin;
  if (end < inside.size() && inside[end] == '#') {
    ++end;
  } else {
    while (end < inside.size() && is_word(inside[end])) ++end;
  }
  chunk.tag_name = inside.substr(begin, end - begin);
  chunk.body = inside.substr(end);
  chunk.body_at = inside_at + end;
}

}  // namespace

Chunk Scanner::next() {
  if (mode_ == Mode::lines) return next_line();
  while (position_ < source_.size()) {
    const std::size_t open = [this] {
      for (std::size_t at = position_; (at = source_.find('{', at)) != std::string_view::npos; ++at) {
        if (at + 1 < source_.size() && (source_[at + 1] == '{' || source_[at + 1] == '%')) return at;
      }
      return source_.size();
    }();
    if (open == position_) return source_[open + 1] == '{' ? output_chunk() : tag_chunk();
    const Chunk chunk = text_chunk(open);
    if (!chunk.body.empty()) return chunk;
  }
  return {
      .kind = Chunk::Kind::end, .body = {}, .tag_name = {}, .at = source_.size(), .body_at = source_.size()};
}

Chunk Scanner::text_chunk(std::size_t end) {
  std::string_view text = source_.substr(position_, end - position_);
  if (trim_next_text_) text = trim_left(text);
  if (end + 2 < source_.size() && source_[end + 2] == '-') text = trim_right(text);
  trim_next_text_ = false;
  position_ = end;
  const auto at = text.empty() ? end : static_cast<std::size_t>(text.data() - source_.data());
  return {.kind = Chunk::Kind::text, .body = text, .tag_name = {}, .at = at, .body_at = at};
}

Chunk Scanner::output_chunk() {
  Chunk chunk{
      .kind = Chunk::Kind::output, .body = {}, .tag_name = {}, .at = position_, .body_at = position_ + 2};
  std::size_t end = source_.find("}}", chunk.body_at);
  if (end == std::string_view::npos) {
    chunk.kind = Chunk::Kind::unclosed_output;
    return chunk;
  }
  position_ = end + 2;
  if (source_[chunk.body_at] == '-') ++chunk.body_at;
  trim_next_text_ = end > chunk.body_at && source_[end - 1] == '-';
  if (trim_next_text_) --end;
  chunk.body = source_.substr(chunk.body_at, std::max(end, chunk.body_at) - chunk.body_at);
  return chunk;
}

Chunk Scanner::tag_chunk() {
  Chunk chunk{
      .kind = Chunk::Kind::tag, .body = {}, .tag_name = {}, .at = position_, .body_at = position_ + 2};
  std::size_t begin = chunk.body_at;
  std::size_t end = source_.find("%}", begin);
  if (end == std::string_view::npos) {
    chunk.kind = Chunk::Kind::unclosed_tag;
    return chunk;
  }
  position_ = end + 2;
  if (source_[begin] == '-') ++begin;
  trim_next_text_ = end > begin && source_[end - 1] == '-';
  if (trim_next_text_) --end;
  split_tag(source_.substr(begin, std::max(end, begin) - begin), begin, chunk);
  return chunk;
}

Chunk Scanner::next_line() {
  while (position_ < source_.size()) {
    const std::size_t begin = position_;
    const std::size_t end = std::min(source_.find('\n', begin), source_.size());
    position_ = std::min(end + 1, source_.size());
    const std::string_view line = source_.substr(begin, end - begin);
    if (trim(line).empty()) continue;
    Chunk chunk{.kind = Chunk::Kind::tag, .body = {}, .tag_name = {}, .at = begin, .body_at = begin};
    chunk.at += static_cast<std::size_t>(trim_left(line).data() - line.data());
    split_tag(line, begin, chunk);
    return chunk;
  }
  return {
      .kind = Chunk::Kind::end, .body = {}, .tag_name = {}, .at = source_.size(), .body_at = source_.size()};
}

std::optional<std::string_view> Scanner::next_loose_tag() {
  if (mode_ == Mode::lines) {
    const Chunk line = next_line();
    if (line.kind == Chunk::Kind::end) return std::nullopt;
    return line.tag_name;
  }
  const std::size_t end = source_.find("%}", position_);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view before = source_.substr(position_, end - position_);
  position_ = end + 2;
  const std::size_t open = before.rfind("{%");
  if (open == std::string_view::npos) return std::string_view();
  std::string_view inside = before.substr(open + 2);
  if (inside.starts_with('-')) inside.remove_prefix(1);
  Chunk chunk;
  split_tag(inside, 0, chunk);
  trim_next_text_ = before.ends_with('-');
  return chunk.tag_name;
}

bool Scanner::skip_comment() {
  int depth = 1;
  bool in_raw = false;
  while (depth > 0) {
    const auto name = next_loose_tag();
    if (!name) return false;
    if (in_raw) {
      in_raw = *name != "endraw";
    } else if (*name == "raw") {
      in_raw = true;
    } else if (*name == "comment") {
      ++depth;
    } else if (*name == "endcomment") {
      --depth;
    }
  }
  return true;
}

std::optional<Chunk> Scanner::take_raw() {
  if (mode_ == Mode::lines) return std::nullopt;
  const std::size_t begin = position_;
  while (const auto name = next_loose_tag()) {
    if (*name != "endraw") continue;
    const std::size_t end = source_.substr(0, position_ - 2).rfind("{%");
    return Chunk{.kind = Chunk::Kind::text,
                 .body = source_.substr(begin, end - begin),
                 .tag_name = {},
                 .at = begin,
                 .body_at = begin};
  }
  return std::nullopt;
}

}  // namespace hub::mapping::liquid
