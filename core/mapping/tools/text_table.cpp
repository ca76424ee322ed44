#include "core/mapping/tools/text_table.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/mapping/text.hpp"

namespace hub::mapping {

namespace {

std::string markdown_row(const TextTable::Row& row) {
  std::string line = "|";
  for (const std::string& cell : row) {
    line += ' ';
    for (const char c : cell) {
      if (c == '|') line += '\\';
      line += c == '\n' ? ' ' : c;
    }
    line += " |";
  }
  return line + '\n';
}

}  // namespace

void TextTable::add(Row row) {
  HUB_ASSERT(row.size() == rows_.front().size());
  rows_.push_back(std::move(row));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const Row& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], length_of(row[i], LengthUnit::characters));
    }
  }
  std::string text;
  for (const Row& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(widths[i] - length_of(row[i], LengthUnit::characters) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string TextTable::markdown() const {
  std::string text = markdown_row(rows_.front()) + '|';
  for (std::size_t i = 0; i < rows_.front().size(); ++i) text += "---|";
  text += '\n';
  for (std::size_t i = 1; i < rows_.size(); ++i) text += markdown_row(rows_[i]);
  return text;
}

}  // namespace hub::mapping
