// Cuts a template into text, outputs and tags, and trims white space where a `-` asks for it. Inside a
// `liquid` tag every line is a tag. One thread; refers to the source, which must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hub::mapping::liquid {

struct Chunk {
  enum class Kind : std::uint8_t { text, output, tag, end, unclosed_output, unclosed_tag };
  Kind kind = Kind::end;
  std::string_view body;      // text; what stands in an output; a tag's words behind its name
  std::string_view tag_name;  // may be empty for a malformed tag
  std::size_t at = 0;         // where the chunk begins
  std::size_t body_at = 0;
};

class Scanner {
 public:
  enum class Mode : std::uint8_t { text, lines };
  // Reads source[begin, end).
  Scanner(std::string_view source, std::size_t begin, std::size_t end, Mode mode)
      : source_(source.substr(0, end)), position_(begin), mode_(mode) {}

  Mode mode() const { return mode_; }
  Chunk next();
  // Goes behind the end of a comment that has begun; false when there is none. Comments nest, and a raw block
  // inside one hides what looks like a tag.
  bool skip_comment();
  // The text up to `endraw`, untouched; nothing when that is missing or lines are tags.
  std::optional<Chunk> take_raw();

 private:
  Chunk next_line();
  Chunk text_chunk(std::size_t end);
  Chunk output_chunk();
  Chunk tag_chunk();
  // The name of the next thing between {% and %}, and goes behind it; nothing at the end.
  std::optional<std::string_view> next_loose_tag();

  std::string_view source_;
  std::size_t position_;
  Mode mode_;
  bool trim_next_text_ = false;
};

}  // namespace hub::mapping::liquid
