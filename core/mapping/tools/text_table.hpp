// A table in plain text or Markdown, for reports. Values; one thread.
#pragma once

#include <string>
#include <vector>

namespace hub::mapping {

class TextTable {
 public:
  using Row = std::vector<std::string>;

  explicit TextTable(Row heading) : rows_{std::move(heading)} {}
  // Precondition: as many cells as the heading has.
  void add(Row row);

  std::string text() const;
  std::string markdown() const;

 private:
  std::vector<Row> rows_;  // the heading first
};

}  // namespace hub::mapping
