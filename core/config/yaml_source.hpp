// Turns byte offsets of a YAML text into lines and columns, and finds where scalars begin. Private to
// core/config; the text must outlive it. Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/yaml.hpp"

namespace hub::config {

class YamlSource {
 public:
  YamlSource(std::string_view text, const std::string& file);

  // Sets file, line and column.
  void locate(std::size_t offset, Node& node) const;
  // Sets text_line, text_column and verbatim of a scalar that begins (with its anchor, if any) at `offset`.
  void locate_text(std::size_t offset, Node& node) const;
  // The offset of the first byte that is not part of UTF-8 text; NUL counts as one.
  std::optional<std::size_t> first_invalid_byte() const;

 private:
  struct Place {
    int line, column;
  };
  Place place(std::size_t offset) const;
  std::size_t skip_properties(std::size_t offset) const;
  std::optional<std::size_t> first_block_text(std::size_t header) const;

  std::string_view text_;
  const std::string& file_;
  std::vector<std::size_t> line_starts_;
};

}  // namespace hub::config
